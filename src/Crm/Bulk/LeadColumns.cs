using System.Collections.Frozen;
using Aldrava.Crm.Listing;

namespace Aldrava.Crm.Bulk;

/// <summary>What a column of a CSV file of leads can hold.</summary>
internal enum LeadColumn
{
    Name,
    Email,
    Phone,
    Source,
    Status,
    Budget,
    PropertyReference,
    Agent,
    Business,
    Types,
    Typologies,
    AreaMin,
    Places,
    Notes,
}

/// <summary>Which column holds what: by its name, in Portuguese or English, whatever its case and accents.</summary>
internal sealed class LeadColumns
{
    private static readonly FrozenDictionary<string, LeadColumn> Names = new (LeadColumn Column, string Names)[]
    {
        (LeadColumn.Name, "nome,nome completo,name,full name,cliente,customer,contacto,contato,contact"),
        (LeadColumn.Email, "email,e mail,mail,correio eletronico,endereco de email,email address"),
        (LeadColumn.Phone, "telefone,telemovel,celular,phone,phone number,mobile,tel,whatsapp,numero,contacto telefonico"),
        (LeadColumn.Source, "origem,fonte,source,canal,channel"),
        (LeadColumn.Status, "estado,status,situacao,fase,stage"),
        (LeadColumn.Budget, "orcamento,budget,orcamento maximo,budget max,valor maximo,preco maximo,max price"),
        (LeadColumn.PropertyReference, "referencia,referencia do imovel,ref,imovel,property reference,property,reference,property ref"),
        (
            LeadColumn.Agent,
            "agente,e mail do agente,email do agente,agent,agent email,agent e mail,responsavel,assigned to,consultor,corretor,e mail do corretor,email do corretor"
        ),
        (LeadColumn.Business, "negocio,finalidade,objetivo,objectivo,business,operacao"),
        (LeadColumn.Types, "tipo,tipo de imovel,tipos,type,types,property type"),
        (LeadColumn.Typologies, "tipologia,tipologias,typology,typologies,quartos,bedrooms"),
        (LeadColumn.AreaMin, "area minima,area min,area,min area,area m2"),
        (LeadColumn.Places, "zona,zonas,local,localizacao,places,place,location,zone,concelho,municipio,cidade,city,bairro,bairros"),
        (LeadColumn.Notes, "notas,nota,observacoes,obs,notes,note,comentarios,comments,mensagem,message"),
    }
        .SelectMany(c => c.Names.Split(',').Select(name => (name, c.Column)))
        .ToFrozenDictionary(c => c.name, c => c.Column, StringComparer.Ordinal);

    private readonly List<int>[] _positions = [.. Enum.GetValues<LeadColumn>().Select(_ => new List<int>())];

    /// <summary>The names of columns that mean nothing here; their contents are not taken over.</summary>
    public List<string> Ignored { get; } = [];

    public bool Has(LeadColumn column) => _positions[(int)column].Count > 0;

    /// <summary>Where a column stands; of several of the same meaning (phone and mobile) the first that is filled counts.</summary>
    public IReadOnlyList<int> Of(LeadColumn column) => _positions[(int)column];

    public void Add(int position, string name)
    {
        if (Find(name) is { } column)
            _positions[(int)column].Add(position);
        else if (!string.IsNullOrWhiteSpace(name))
            Ignored.Add(name.Trim());
    }

    /// <summary>What a column of that name holds.</summary>
    public static LeadColumn? Find(string name)
    {
        var letters = SearchText.Fold(string.Concat(name.Select(c => char.IsLetterOrDigit(c) || char.IsControl(c) ? c : ' '))).Trim();
        return Names.TryGetValue(letters, out var column) ? column : null;
    }
}
