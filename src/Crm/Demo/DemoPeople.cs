using System.Globalization;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;

namespace Aldrava.Crm.Demo;

/// <summary>People who look for a home; every run meets the same ones.</summary>
internal sealed class DemoPeople(Random dice)
{
    private static readonly string[] FirstNames = (
        "Ana Beatriz Bruno Carla Catarina Cláudia Daniel Diogo Eduardo Filipa Francisco Gonçalo Helena Hugo Inês Joana José Leonor Luís Madalena "
        + "Manuel Margarida Marta Miguel Nuno Patrícia Pedro Ricardo Rita Rui Sara Sofia Susana Teresa Tiago Vasco"
    ).Split(' ');

    private static readonly string[] LastNames = (
        "Almeida Antunes Azevedo Barros Cardoso Carvalho Correia Costa Duarte Esteves Faria Fernandes Figueiredo Fonseca Gaspar Gomes Henriques Leal "
        + "Lopes Magalhães Marques Matos Mendes Monteiro Moreira Neves Nogueira Oliveira Pacheco Pinto Ramos Ribeiro Sequeira Simões Soares Tavares Valente"
    ).Split(' ');

    private static readonly string[] Sources = "whatsapp whatsapp whatsapp website website idealista imovirtual referral phone walk_in".Split(' ');

    private static readonly string[] Remarks =
    [
        "Quer mudar-se antes do verão.",
        "Procura com elevador e lugar de garagem.",
        "Tem crédito pré-aprovado.",
        "Prefere visitas ao fim da tarde.",
        "Vende primeiro a casa atual.",
        "Primeira habitação, pede ajuda com o financiamento.",
        "Regressa de França em breve, contactar por e-mail.",
        "Investidor, interessa-lhe a rentabilidade.",
        "Precisa de escola por perto.",
        "Tem um cão grande, procura com exterior.",
    ];

    private static readonly LeadStatus[][] Paths =
    [
        [],
        [],
        [],
        [LeadStatus.Contacted],
        [LeadStatus.Contacted],
        [LeadStatus.Contacted, LeadStatus.Qualified],
        [LeadStatus.Contacted, LeadStatus.Qualified],
        [LeadStatus.Contacted, LeadStatus.Qualified, LeadStatus.VisitScheduled],
        [LeadStatus.Contacted, LeadStatus.VisitScheduled],
        [LeadStatus.Contacted, LeadStatus.Qualified, LeadStatus.VisitScheduled, LeadStatus.Proposal],
        [LeadStatus.Contacted, LeadStatus.VisitScheduled, LeadStatus.Proposal, LeadStatus.Won],
        [LeadStatus.Contacted, LeadStatus.Lost],
    ];

    /// <summary>Somebody who asked about a listing, or about nothing in particular.</summary>
    public LeadFacts Next(long? propertyId, decimal? price)
    {
        var (first, last) = (Pick(FirstNames), Pick(LastNames));
        var address = SearchText.Fold($"{first}.{last}");
        return new LeadFacts($"{first} {last}")
        {
            Email = dice.Next(3) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{address}{dice.Next(10, 99)}@example.pt"),
            Phone = string.Create(CultureInfo.InvariantCulture, $"+351 9{"1236"[dice.Next(4)]}{dice.Next(10)} {dice.Next(100, 1000)} {dice.Next(100, 1000)}"),
            Source = Pick(Sources),
            Notes = dice.Next(2) == 0 ? Pick(Remarks) : null,
            PropertyId = propertyId,
            Budget = price is null ? dice.Next(18, 90) * 10_000m : decimal.Round(price.Value * dice.Next(90, 111) / 100 / 50) * 50,
        };
    }

    /// <summary>How far such a lead has come.</summary>
    public LeadStatus[] Path() => Pick(Paths);

    private T Pick<T>(T[] from) => from[dice.Next(from.Length)];
}
