using System.Collections.Frozen;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Listing;
using Aldrava.Crm.Properties;

namespace Aldrava.Crm.Bulk;

/// <summary>The words people write into columns that have only a few possible values.</summary>
internal static class LeadWords
{
    private static readonly FrozenDictionary<string, LeadStatus> Statuses = Table<LeadStatus>(
        (LeadStatus.New, "novo,nova"),
        (LeadStatus.Contacted, "contactado,contactada,contatado,contatada"),
        (LeadStatus.Qualified, "qualificado,qualificada"),
        (LeadStatus.VisitScheduled, "visita agendada,visita marcada,visit scheduled"),
        (LeadStatus.Proposal, "proposta"),
        (LeadStatus.Won, "ganho,ganha,fechado,convertido"),
        (LeadStatus.Lost, "perdido,perdida")
    );

    private static readonly FrozenDictionary<string, Business> Businesses = Table<Business>(
        (Properties.Business.Sale, "venda,compra,comprar,buy,purchase"),
        (Properties.Business.Rent, "arrendamento,arrendar,aluguer,aluguel,alugar,locacao,rental")
    );

    private static readonly FrozenDictionary<string, PropertyType> Types = Table<PropertyType>(
        (PropertyType.Apartment, "apartamento,apartamentos,andar,flat"),
        (PropertyType.House, "moradia,moradias,casa,vivenda,sobrado,villa"),
        (PropertyType.Land, "terreno,terrenos,lote,plot"),
        (PropertyType.Commercial, "loja,comercial,comercio,shop,store"),
        (PropertyType.Office, "escritorio,sala comercial"),
        (PropertyType.Garage, "garagem,estacionamento,parking"),
        (PropertyType.Other, "outro")
    );

    public static LeadStatus? Status(string text) => Find(Statuses, text);

    public static Business? Business(string text) => Find(Businesses, text);

    public static PropertyType? Type(string text) => Find(Types, text);

    private static T? Find<T>(FrozenDictionary<string, T> words, string text)
        where T : struct => words.TryGetValue(SearchText.Fold(text).Replace('_', ' '), out var value) ? value : null;

    // The stored names count too.
    private static FrozenDictionary<string, T> Table<T>(params (T Value, string Words)[] rows)
        where T : struct, Enum =>
        rows.SelectMany(r =>
                r.Words.Split(',')
                    .Append(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(r.Value.ToString()).Replace('_', ' '))
                    .Distinct(StringComparer.Ordinal)
                    .Select(w => (w, r.Value))
            )
            .ToFrozenDictionary(w => w.w, w => w.Value, StringComparer.Ordinal);
}
