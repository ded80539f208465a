namespace Aldrava.Tests.Story;

/// <summary>What a customer says in one language, a part of each answer, and the words that would give away another language.</summary>
public sealed record StoryScript(string Language, string Phone, string Name)
{
    private const string Portuguese =
        "o os da dos das que não por para em um uma você seu sua lhe imóvel imóveis horário horários ver escolher outro dia nenhum nenhuma preço "
        + "seg qua qui sex sáb obrigado obrigada desculpe às procura marcada visita com orçamento zona bairro";

    private const string English = "the you your please what which where choose sorry thank with for visit listing time times see none";

    public required string Hello { get; init; }
    public required string AsksName { get; init; }
    public required string AsksInterest { get; init; }
    public required string Buy { get; init; }
    public required string AsksBudget { get; init; }
    public required string WrongBudget { get; init; }
    public required string AsksBudgetAgain { get; init; }
    public required string Budget { get; init; }
    public required string AsksArea { get; init; }
    public required string AsksToWrite { get; init; }
    public required string SeeListing { get; init; }
    public required string AsksWhich { get; init; }
    public required string AsksWhen { get; init; }
    public required string Taken { get; init; }
    public required string Booked { get; init; }
    public required string Colleague { get; init; }
    public required string ToColleague { get; init; }

    /// <summary>No word of the bot may be one of these.</summary>
    public required string[] Foreign { get; init; }

    public static IReadOnlyDictionary<string, StoryScript> All { get; } = new[] { Lisbon, SaoPaulo, London }.ToDictionary(s => s.Language);

    private static StoryScript Lisbon =>
        new("pt-PT", "351934567801", "Maria Costa")
        {
            Hello = "Olá",
            AsksName = "Como se chama?",
            AsksInterest = "O que procura?",
            Buy = "comprar",
            AsksBudget = "Qual é o seu orçamento",
            WrongBudget = "ainda não sei bem",
            AsksBudgetAgain = "Desculpe, não percebi o valor.",
            Budget = "350 mil",
            AsksArea = "Em que zona ou concelho?",
            AsksToWrite = "Desculpe, não percebi. Escreva o nome da zona",
            SeeListing = "Ver imóvel",
            AsksWhich = "Qual destes imóveis gostaria de visitar?",
            AsksWhen = "Quando lhe dá jeito visitar?",
            Taken = "Esse horário acabou de ser ocupado.",
            Booked = "Visita marcada!",
            Colleague = "Bom dia, Maria! Sou da equipa e espero por si à porta.",
            ToColleague = "Combinado, obrigada!",
            Foreign = [.. English.Split(' '), "você", "corretor", "corretores", "registrado", "entendi", "oi", "aluguel", "alugar"],
        };

    private static StoryScript SaoPaulo =>
        new("pt-BR", "5511987654321", "Bruna Souza")
        {
            Hello = "Oi",
            AsksName = "Qual é o seu nome?",
            AsksInterest = "O que você procura?",
            Buy = "comprar",
            AsksBudget = "Qual é o seu orçamento",
            WrongBudget = "sei lá",
            AsksBudgetAgain = "Desculpe, não entendi o valor.",
            Budget = "350 mil",
            AsksArea = "Em que bairro ou cidade?",
            AsksToWrite = "Desculpe, não entendi. Escreva o nome do bairro",
            SeeListing = "Ver imóvel",
            AsksWhich = "Qual destes imóveis você gostaria de visitar?",
            AsksWhen = "Quando você pode visitar?",
            Taken = "Esse horário acabou de ser ocupado.",
            Booked = "Visita marcada!",
            Colleague = "Oi, Bruna! Sou da equipe e espero você na porta.",
            ToColleague = "Combinado, obrigada!",
            Foreign = [.. English.Split(' '), "percebi", "registado", "contactar", "lhe", "agente", "agentes", "arrendar", "jeito", "concelho", "si"],
        };

    private static StoryScript London =>
        new("en", "447700900123", "Emma Clarke")
        {
            Hello = "Hello",
            AsksName = "What is your name?",
            AsksInterest = "What are you looking for?",
            Buy = "I would like to buy",
            AsksBudget = "What is your budget",
            WrongBudget = "no idea yet",
            AsksBudgetAgain = "Sorry, I did not understand the amount.",
            Budget = "350k",
            AsksArea = "In which area or town?",
            AsksToWrite = "Sorry, I did not understand. Please write the name of the area",
            SeeListing = "See listing",
            AsksWhich = "Which of these would you like to visit?",
            AsksWhen = "When would you like to visit?",
            Taken = "That time has just been taken.",
            Booked = "Your visit is booked!",
            Colleague = "Hi Emma! I am with the team and will meet you at the door.",
            ToColleague = "Great, see you then!",
            Foreign = Portuguese.Split(' '),
        };
}
