using Aldrava.Crm.Properties;

namespace Aldrava.Crm.Demo;

/// <summary>Listings as an agency in and around Lisbon has them.</summary>
internal static class DemoProperties
{
    private static readonly string[] DistrictOfSetubal = ["Almada", "Setúbal", "Grândola", "Montijo"];

    public static readonly IReadOnlyList<PropertyFacts> ImoveisMais =
    [
        Flat(
            "Apartamento T2 renovado com varanda em Campo de Ourique",
            "T2",
            465_000,
            84,
            1,
            new("Rua Ferreira Borges 118", "Lisboa", "1350-134", 38.7176, -9.1660)
        ),
        Flat("T1 luminoso junto ao Jardim da Estrela", "T1", 339_000, 56, 1, new("Rua de São Bernardo 42", "Lisboa", "1200-826", 38.7149, -9.1598)),
        Flat("Apartamento T3 com vista de rio em Alcântara", "T3", 695_000, 128, 2, new("Rua de Cascais 9", "Lisboa", "1300-260", 38.7043, -9.1772)),
        Flat("T4 duplex com terraço no Príncipe Real", "T4", 1_490_000, 210, 3, new("Rua da Escola Politécnica 77", "Lisboa", "1250-099", 38.7170, -9.1499)),
        Flat(
            "T2 com elevador a dois passos do metro dos Olivais",
            "T2",
            329_000,
            78,
            1,
            new("Rua Cidade de Bissau 31", "Lisboa", "1800-076", 38.7606, -9.1128)
        ),
        Flat("Apartamento T3 com garagem no Parque das Nações", "T3", 749_000, 132, 2, new("Alameda dos Oceanos 210", "Lisboa", "1990-203", 38.7683, -9.0968)),
        Flat("T0 mobilado em Arroios, ideal para investimento", "T0", 215_000, 34, 1, new("Rua Morais Soares 65", "Lisboa", "1900-341", 38.7334, -9.1330)),
        Flat("Apartamento T2 em Benfica com arrecadação", "T2", 318_000, 81, 1, new("Estrada de Benfica 502", "Lisboa", "1500-104", 38.7509, -9.1993)),
        Flat("T3 com três frentes em Telheiras", "T3", 529_000, 118, 2, new("Rua Professor Francisco Gentil 14", "Lisboa", "1600-625", 38.7617, -9.1676)),
        Flat("Penthouse T4 com piscina nas Avenidas Novas", "T4", 1_850_000, 246, 4, new("Avenida Miguel Bombarda 36", "Lisboa", "1050-165", 38.7363, -9.1476)),
        Flat("T1 com pátio no coração da Graça", "T1", 289_000, 48, 1, new("Rua da Graça 93", "Lisboa", "1170-165", 38.7175, -9.1307)),
        Flat("T2 novo com varanda virada a sul em Marvila", "T2", 495_000, 92, 2, new("Rua do Açúcar 24", "Lisboa", "1950-008", 38.7364, -9.1030)),
        Rent("T1 mobilado para arrendar na Penha de França", "T1", 1_150, 52, 1, new("Rua da Penha de França 170", "Lisboa", "1170-306", 38.7290, -9.1298)),
        Rent("T2 para arrendar junto ao El Corte Inglés", "T2", 1_750, 88, 2, new("Rua Marquês de Fronteira 55", "Lisboa", "1070-294", 38.7330, -9.1560)),
        Rent("T3 para arrendar em Carnide com estacionamento", "T3", 1_900, 115, 2, new("Rua do Norte 8", "Lisboa", "1600-537", 38.7639, -9.1857)),
        Rent("T2 para arrendar na Costa da Caparica", "T2", 1_250, 76, 1, new("Avenida 1.º de Maio 20", "Almada", "2825-397", 38.6438, -9.2358)),
        Flat("T2 com vista de mar em Cascais", "T2", 620_000, 94, 2, new("Rua Frederico Arouca 61", "Cascais", "2750-356", 38.6972, -9.4190)),
        House("Moradia V4 com piscina na Quinta da Marinha", "T4", 2_350_000, 320, 5, new("Rua dos Pinheiros 7", "Cascais", "2750-715", 38.6988, -9.4582)),
        House("Moradia V3 com jardim em Birre", "T3", 985_000, 198, 3, new("Rua das Hortênsias 15", "Cascais", "2750-223", 38.7085, -9.4448)),
        Flat("T3 em condomínio com ginásio no Estoril", "T3", 845_000, 141, 3, new("Avenida Biarritz 12", "Cascais", "2765-408", 38.7080, -9.3935)),
        Flat("T1 a cinco minutos da praia de Carcavelos", "T1", 345_000, 58, 1, new("Rua Vasco da Gama 30", "Cascais", "2775-297", 38.6842, -9.3352)),
        House("Moradia geminada V3 em São Domingos de Rana", "T3", 575_000, 156, 3, new("Rua do Moinho 44", "Cascais", "2785-515", 38.7035, -9.3397)),
        Flat("T2 remodelado no centro de Oeiras", "T2", 398_000, 86, 1, new("Rua Cândido dos Reis 19", "Oeiras", "2780-211", 38.6918, -9.3144)),
        Flat("Apartamento T4 em Miraflores com duas garagens", "T4", 679_000, 162, 3, new("Alameda Fernão Lopes 27", "Oeiras", "1495-136", 38.7137, -9.2262)),
        House("Moradia V5 com vista de Tejo em Caxias", "T5", 1_690_000, 288, 4, new("Rua da Bela Vista 3", "Oeiras", "2760-017", 38.7018, -9.2741)),
        Flat("T3 espaçoso em Linda-a-Velha", "T3", 449_000, 112, 2, new("Avenida Tomás Ribeiro 88", "Oeiras", "2795-183", 38.7155, -9.2420)),
        Flat("T2 perto da estação de Queluz", "T2", 239_000, 79, 1, new("Rua Conde de Almeida Araújo 36", "Sintra", "2745-143", 38.7571, -9.2547)),
        House("Quinta com casa senhorial em Colares", "T6", 1_950_000, 460, 6, new("Rua da Abreja 2", "Sintra", "2705-180", 38.8066, -9.4466)),
        House(
            "Moradia V3 térrea em São Pedro de Penaferrim",
            "T3",
            540_000,
            148,
            2,
            new("Rua Doutor Higino de Sousa 10", "Sintra", "2710-495", 38.7925, -9.3822)
        ),
        Flat("T3 com lareira em Mem Martins", "T3", 259_000, 98, 2, new("Rua das Eiras 51", "Sintra", "2725-297", 38.7962, -9.3420)),
        Flat("T2 com arrumos em Odivelas, junto ao metro", "T2", 289_000, 83, 1, new("Avenida Dom Dinis 73", "Odivelas", "2675-328", 38.7931, -9.1735)),
        Flat("T3 de 2019 em Loures com cozinha equipada", "T3", 365_000, 116, 2, new("Rua da República 40", "Loures", "2670-469", 38.8309, -9.1685)),
        Flat("T1 renovado na Amadora", "T1", 198_000, 51, 1, new("Rua Elias Garcia 122", "Amadora", "2700-319", 38.7568, -9.2326)),
        Flat("T2 com vista para Lisboa em Cacilhas", "T2", 375_000, 82, 1, new("Rua Cândido dos Reis 56", "Almada", "2800-270", 38.6872, -9.1487)),
        House("Moradia V4 com anexo na Charneca de Caparica", "T4", 525_000, 205, 3, new("Rua Quinta da Morgadinha 9", "Almada", "2820-567", 38.6180, -9.1937)),
        Sale(
            "Terreno urbano com projeto aprovado na Malveira da Serra",
            PropertyType.Land,
            420_000,
            1_150,
            new("Estrada do Guincho", "Cascais", "2755-140", 38.7479, -9.4510)
        ),
        Sale("Loja com montra na Avenida de Roma", PropertyType.Commercial, 385_000, 95, new("Avenida de Roma 47", "Lisboa", "1700-342", 38.7480, -9.1400)),
        Sale(
            "Box fechada para dois carros em Alvalade",
            PropertyType.Garage,
            58_000,
            30,
            new("Rua Acácio de Paiva 16", "Lisboa", "1700-006", 38.7530, -9.1441)
        ),
        Sale(
            "Escritório em open space nas Amoreiras, para arrendar",
            PropertyType.Office,
            3_200,
            180,
            new("Rua Joshua Benoliel 1", "Lisboa", "1250-133", 38.7225, -9.1612)
        ) with
        {
            Business = Business.Rent,
        },
        Sale(
            "Restaurante com esplanada em Cascais, para arrendar",
            PropertyType.Commercial,
            4_500,
            160,
            new("Largo Luís de Camões 11", "Cascais", "2750-459", 38.6969, -9.4213)
        ) with
        {
            Business = Business.Rent,
        },
    ];

    public static readonly IReadOnlyList<PropertyFacts> CasaRival =
    [
        Flat("T2 com terraço na Baixa de Setúbal", "T2", 228_000, 80, 1, new("Rua Antão Girão 14", "Setúbal", "2900-194", 38.5240, -8.8926)),
        House("Moradia V3 com quintal em Azeitão", "T3", 435_000, 165, 3, new("Rua José Augusto Coelho 88", "Setúbal", "2925-543", 38.5189, -9.0137)),
        Flat("T3 com vista de Sado em Troia", "T3", 590_000, 120, 2, new("Rua da Marina 5", "Grândola", "7570-789", 38.4925, -8.9030)),
        Rent("T1 para arrendar no Montijo", "T1", 780, 50, 1, new("Rua Almirante Cândido dos Reis 21", "Montijo", "2870-253", 38.7061, -8.9739)),
    ];

    private sealed record Place(string Address, string Municipality, string PostalCode, double Latitude, double Longitude);

    private static PropertyFacts Flat(string title, string typology, decimal price, decimal area, int bathrooms, Place place) =>
        Sale(title, PropertyType.Apartment, price, area, place) with
        {
            Typology = typology,
            Bedrooms = typology[1] - '0',
            Bathrooms = bathrooms,
            Description = $"{title}. {area:0} m² de área útil, pronto a habitar, com boa exposição solar e transportes por perto. Visitas por marcação.",
        };

    private static PropertyFacts House(string title, string typology, decimal price, decimal area, int bathrooms, Place place) =>
        Flat(title, typology, price, area, bathrooms, place) with
        {
            Type = PropertyType.House,
        };

    private static PropertyFacts Rent(string title, string typology, decimal price, decimal area, int bathrooms, Place place) =>
        Flat(title, typology, price, area, bathrooms, place) with
        {
            Business = Business.Rent,
        };

    private static PropertyFacts Sale(string title, PropertyType type, decimal price, decimal area, Place place) =>
        new(title)
        {
            Type = type,
            Price = price,
            Area = area,
            Description = $"{title}. Boa localização e documentação em ordem. Visitas por marcação.",
            Address = place.Address,
            Municipality = place.Municipality,
            District = DistrictOfSetubal.Contains(place.Municipality) ? "Setúbal" : "Lisboa",
            PostalCode = place.PostalCode,
            Latitude = place.Latitude,
            Longitude = place.Longitude,
        };
}
