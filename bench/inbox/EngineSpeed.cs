using System.Diagnostics;
using System.Globalization;
using Aldrava.Flows.Engine;

namespace Aldrava.InboxBench;

/// <summary>The flow engine without its shell: conversations from the first word to the last, one after the other, on one core.</summary>
internal static class EngineSpeed
{
    private const double Target = 1_000_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 15, 0, 0, TimeSpan.Zero);
    private static readonly FlowInput[] Talk =
    [
        FlowInput.Says("Olá"),
        FlowInput.Says("Maria Costa"),
        FlowInput.Says("talvez"),
        FlowInput.Says("comprar"),
        FlowInput.Says("250 mil"),
        FlowInput.Says("Cascais"),
    ];

    public static void Measure(Settings settings)
    {
        Machine.Pin(Environment.ProcessId, 1);
        var compilation = FlowCompiler.Compile(Canvas);
        if (!compilation.Succeeded)
            throw new InvalidOperationException(string.Join(", ", compilation.Faults.Select(f => $"{f.Code} at {f.NodeId}")));
        Run(compilation.Flow, TimeSpan.FromSeconds(3));
        var rates = Enumerable.Range(0, settings.Rounds).Select(_ => Run(compilation.Flow, settings.Each)).Order().ToArray();
        var rate = rates[rates.Length / 2];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"engine alone: {rate / 1e6:0.00} million steps a second on one core ({(rate >= Target ? "holds" : "MISSED")}: 1 million)"
            )
        );
    }

    private static double Run(CompiledFlow flow, TimeSpan time)
    {
        var (steps, started) = (0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var state = FlowState.Begin(new FlowContact("Maria", "351912345678"));
            foreach (var said in Talk)
                state = FlowRunner.Run(flow, state, said, Now, static _ => new FlowInput.LeadCreated(1, "Rui")).State;
            if (!state.IsOver)
                throw new InvalidOperationException("The conversation did not come to its end.");
            steps += state.Steps;
        }
        return steps / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // A reception as agencies draw it: greeting, three questions with a wrong answer in between, a decision, arithmetic, a lead.
    private const string Canvas = """
        {"nodes":[
          {"id":"start","type":"start","data":{}},
          {"id":"hello","type":"text","data":{"text":"Olá {{contact.name}}, fala da Imóveis de Ensaio."}},
          {"id":"name","type":"question","data":{"text":"Como se chama?","variable":"name","validation":"text"}},
          {"id":"what","type":"question","data":{"text":"Quer comprar ou arrendar?","variable":"business","validation":"option",
            "options":[{"id":"buy","label":"Comprar","value":"buy"},{"id":"rent","label":"Arrendar","value":"rent"}],"max_tries":3}},
          {"id":"budget","type":"question","data":{"text":"Até quanto, {{name}}?","variable":"budget","validation":"number"}},
          {"id":"rich","type":"condition","data":{"branches":[{"handle":"yes","match":"all","comparisons":[{"variable":"budget","operator":"gte","value":200000}]}]}},
          {"id":"mark","type":"assignment","data":{"assignments":[{"variable":"class","value":"A"}]}},
          {"id":"plain","type":"assignment","data":{"assignments":[{"variable":"class","value":"B"}]}},
          {"id":"area","type":"question","data":{"text":"Em que zona?","variable":"area","validation":"text"}},
          {"id":"lead","type":"create_lead","data":{"name":"{{name}}","budget":"{{budget}}","notes":"{{area}} {{class}}"}},
          {"id":"thanks","type":"text","data":{"text":"Obrigado, {{name}}. {{lead.agent_name}} vai ligar-lhe."}},
          {"id":"end","type":"end","data":{}}],
        "edges":[
          {"id":"0","source":"start","target":"hello"},
          {"id":"1","source":"hello","target":"name"},{"id":"2","source":"name","target":"what"},{"id":"3","source":"what","target":"budget"},
          {"id":"4","source":"budget","target":"rich"},{"id":"5","source":"rich","sourceHandle":"yes","target":"mark"},
          {"id":"6","source":"rich","sourceHandle":"else","target":"plain"},{"id":"7","source":"mark","target":"area"},
          {"id":"8","source":"plain","target":"area"},{"id":"9","source":"area","target":"lead"},{"id":"10","source":"lead","target":"thanks"},
          {"id":"11","source":"thanks","target":"end"}],
        "viewport":{"x":0,"y":0,"zoom":1}}
        """;
}
