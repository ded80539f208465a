using System.Globalization;
using System.Text.Json;
using Aldrava.Flows.Engine;
using FsCheck;
using FsCheck.Fluent;

namespace Aldrava.Tests.Flows.Engine;

/// <summary>Random flows (loops and loose ends included) under random inputs.</summary>
public sealed class FlowProperties
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_flow_always_comes_to_wait_end_or_hand_over() => Check(4000, (flow, inputs) => Play(flow, inputs, throughJson: false).Count >= 0);

    [Fact]
    public void A_state_that_went_through_json_goes_on_the_same() =>
        Check(2000, (flow, inputs) => Play(flow, inputs, throughJson: false).SequenceEqual(Play(flow, inputs, throughJson: true), StringComparer.Ordinal));

    [Fact]
    public void The_same_inputs_give_the_same_outcome() =>
        Check(1000, (flow, inputs) => Play(flow, inputs, throughJson: false).SequenceEqual(Play(flow, inputs, throughJson: false), StringComparer.Ordinal));

    [Fact]
    public void The_validator_copes_with_every_flow_and_a_flow_without_its_loops_never_cycles() =>
        Check(
            2000,
            (flow, inputs) =>
                // Flows that jump may go in a circle together.
                flow.Json().Contains("jump_to_flow", StringComparison.Ordinal)
                || FlowValidator.Validate(flow.Compile()).Any(f => f.Code is "cycle.no_wait")
                || (
                    Play(flow, inputs, throughJson: false).Find(line => line.Contains("\"Reason\":\"cycle\"", StringComparison.Ordinal)) is { } line
                        ? throw new InvalidOperationException($"{flow.Json()} went in a circle: {line}")
                        : true
                )
        );

    [Fact]
    public void The_compiler_never_throws_on_a_damaged_canvas() =>
        Prop.ForAll(
                Flows().Zip(Gen.Choose(0, 100_000)).ToArbitrary(),
                (drawn) =>
                {
                    var json = drawn.Item1.Json();
                    var at = drawn.Item2 % json.Length;
                    var damaged = (drawn.Item2 % 3) switch
                    {
                        0 => json[..at],
                        1 => json.Remove(at, 1),
                        _ => json.Insert(at, "7"),
                    };
                    var compilation = FlowCompiler.Compile(damaged);
                    return compilation.Succeeded != compilation.Faults.Count > 0;
                }
            )
            .Check(Settings(1000));

    [Fact]
    public void The_random_flows_come_to_every_kind_of_end()
    {
        var outcomes = Flows()
            .Zip(Inputs())
            .Sample(1500, new Rnd(2026), 30)
            .Select(drawn => Play(drawn.Item1, drawn.Item2, throughJson: false))
            .Where(log => log.Count > 0)
            .Select(log => FlowState.FromJson(log[^1]));
        var reasons = outcomes.Select(state => state.Reason ?? state.Status.ToString()).ToHashSet(StringComparer.Ordinal);
        string[] expected =
        [
            "Waiting",
            Reasons.Completed,
            Reasons.NoNextNode,
            Reasons.Cycle,
            Reasons.TooManyTries,
            Reasons.Timeout,
            Reasons.NoBranch,
            Reasons.RequestFailed,
        ];
        expected.Except(reasons, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static Config Settings(int tests) => Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true);

    private static void Check(int tests, Func<Canvas, FlowInput[], bool> holds) =>
        Prop.ForAll(Flows().Zip(Inputs()).ToArbitrary(), drawn => holds(drawn.Item1, drawn.Item2)).Check(Settings(tests));

    /// <summary>Plays the inputs as the shell would, an hour apart, and checks what must always hold; answers everything that came out, as text.</summary>
    private static List<string> Play(Canvas canvas, FlowInput[] inputs, bool throughJson)
    {
        var flow = canvas.Compile();
        var log = new List<string>();
        var now = Start;
        var state = FlowState.Begin(new FlowContact("Maria {{x0}}", null));
        foreach (var given in inputs)
        {
            var input = given;
            for (var rounds = 0; ; rounds++)
            {
                rounds.ShouldBeLessThan(5000, "a turn asks for as many results as there are nodes, at most, and ten flows deep");
                var (next, effects) = FlowEngine.Advance(flow, state, input, now);
                effects.Count.ShouldBeLessThan(20_000);
                effects
                    .OfType<FlowEffect.Say>()
                    .Select(e => e.Content.Words)
                    .OfType<string>()
                    .ShouldAllBe(w => w.Length <= 4096 && !string.IsNullOrWhiteSpace(w));
                (next.TurnSteps <= FlowEngine.MaxStepsPerTurn).ShouldBeTrue();
                (next.Status == FlowStatus.Waiting).ShouldBe(next.Wait is not null);
                log.AddRange(effects.Select(e => JsonSerializer.Serialize<object>(e)));
                log.Add(next.ToJson());
                state = throughJson ? FlowState.FromJson(next.ToJson()) : next;
                if (state.Status == FlowStatus.NeedsResult && effects is [.., FlowEffect.Request request])
                    input = Answer(request, state.Steps, rounds);
                else if (state.Status == FlowStatus.Switching)
                    input = new FlowInput.Switched();
                else if (FlowEngine.TakeKept(flow, ref state) is { } kept)
                    input = kept;
                else
                    break;
            }
            now += TimeSpan.FromHours(1);
        }
        return log;
    }

    // All flows jump to themselves.
    private static FlowInput.Result Answer(FlowEffect.Request request, int steps, int rounds) =>
        request switch
        {
            _ when steps % 3 == 2 => new FlowInput.RequestFailed("no"),
            FlowEffect.CreateLead => new FlowInput.LeadCreated(rounds + 1),
            FlowEffect.FindFlow => new FlowInput.FlowFound(new FlowPlace(Guid.Empty, 1)),
            FlowEffect.CallApi => new FlowInput.ApiAnswered(steps % 2 == 0 ? 200 : 404, [FlowValue.Of(steps)]),
            _ => throw new InvalidOperationException($"{request}"),
        };

    private static Gen<FlowInput[]> Inputs()
    {
        var text = Gen.Elements(
            "",
            "1",
            "2",
            "250 mil",
            "Sim",
            "maria@x.pt",
            "912345678",
            "amanhã",
            "1/4",
            "IMV-2026-0012",
            "{{x0}}",
            "\ud83c",
            "🏠\0",
            new string('w', 5000),
            "x1"
        );
        var odd = ArbMap.Default.GeneratorFor<string?>();
        var kind = Gen.Frequency((8, Gen.Constant(MessageKind.Text)), (1, Gen.Elements(Enum.GetValues<MessageKind>())));
        var message =
            from k in kind
            from t in Gen.Frequency((6, text.Select(s => (string?)s)), (1, odd))
            from id in Gen.Frequency((6, Gen.Constant<string?>(null)), (1, Gen.Elements<string?>("o1", "nope", "flow:n0:1", "flow:n1:2", "flow:n2:given")))
            select (FlowInput)new FlowInput.Message(k, t, id);
        var other = Gen.Elements<FlowInput>(
            new FlowInput.Timeout(),
            new FlowInput.LeadCreated(9),
            new FlowInput.RequestFailed("late"),
            new FlowInput.Resumed(),
            new FlowInput.Switched()
        );
        return Gen.Frequency((6, message), (1, other)).ArrayOf().Resize(12);
    }

    private static Gen<Canvas> Flows() =>
        from count in Gen.Choose(1, 12)
        from nodes in Node().ArrayOf(count)
        from targets in Gen.Choose(-2, count - 1).ArrayOf(count * 5)
        select Draw(nodes, targets);

    private static Canvas Draw((string Type, string Data, string?[] Handles)[] nodes, int[] targets)
    {
        var canvas = new Canvas().Node("start", "start").Edge("start", "n0");
        for (var i = 0; i < nodes.Length; i++)
        {
            canvas.Node($"n{i}", nodes[i].Type, nodes[i].Data);
            for (var h = 0; h < nodes[i].Handles.Length; h++)
            {
                // One in so many is left undrawn.
                if (targets[(i * 5) + h] is >= 0 and var target)
                    canvas.Edge($"n{i}", $"n{target}", nodes[i].Handles[h]);
            }
        }
        return canvas;
    }

    private static Gen<(string Type, string Data, string?[] Handles)> Node()
    {
        var name = Gen.Choose(0, 4).Select(i => $"x{i.ToString(CultureInfo.InvariantCulture)}");
        var value = Gen.Elements("\"{{x0}}{{x1}}\"", "\"{{x2}}\"", "5", "true", "\"2026-03-10\"", "\"Sim\"", "\"{{contact.name}} {{lead.id}}\"", "\"250 mil\"");
        var validation = Gen.Elements(
            "\"text\"",
            "\"number\"",
            "\"email\"",
            "\"phone\"",
            "\"date\"",
            """{"type":"option","options":["Sim",{"id":"o1","label":"Não","value":2}]}"""
        );
        var compare = Gen.Elements("eq", "neq", "gt", "gte", "lt", "lte", "contains", "starts_with", "is_set", "is_empty", "in");
        var text = name.Select(n => ("text", $$$"""{"text":"Olá {{{{{n}}}}} {{message.text}}"}""", new string?[] { null }));
        var question =
            from n in name
            from v in validation
            from tries in Gen.Choose(1, 3)
            from timeout in Gen.Elements(0, 60, 7200)
            select (
                "question",
                $$"""{"text":"?","variable":"{{n}}","validation":{{v}},"max_tries":{{tries}},"timeout_seconds":{{timeout}}}""",
                new string?[] { null, "fallback", "timeout" }
            );
        var condition =
            from n in name
            from c in compare
            from v in value
            from m in Gen.Elements("all", "any")
            select (
                "condition",
                $$"""{"branches":[{"handle":"a","match":"{{m}}","comparisons":[{"variable":"{{n}}","operator":"{{c}}","value":{{v}}},{"variable":"x0","operator":"lt","value":{{v}}}]}]}""",
                new string?[] { "a", "else" }
            );
        var assignment =
            from n in name
            from v in value
            from a in Gen.Elements("", ",\"as\":\"number\"", ",\"as\":\"date\"", ",\"as\":\"text\"")
            select ("assignment", $$"""{"assignments":[{"variable":"{{n}}","value":{{v}}{{a}}}]}""", new string?[] { null });
        var lead = name.Select(n =>
            ("create_lead", $$$"""{"budget":"{{{{{n}}}}}","notes":"{{x1}}","wishes":{"a":"{{x2}}"}}""", new string?[] { null, "error" })
        );
        var end = Gen.Constant(("end", "{}", Array.Empty<string?>()));
        return Gen.Frequency((4, text), (5, question), (5, condition), (5, assignment), (2, lead), (1, end), (7, Newer()));
    }

    private static Gen<(string Type, string Data, string?[] Handles)> Newer() =>
        Gen.Elements(
            ("buttons", """{"text":"{{x0}}?","variable":"x1","buttons":["Sim",{"id":"2","title":"Não","value":2}]}""", new string?[] { null, "2", "fallback" }),
            ("list", """{"text":"Qual?","button":"Ver","rows":["Sim","Não"],"variable":"x2"}""", new string?[] { null, "1", "timeout" }),
            ("list", """{"text":"{{x3}}","button":"Ver","rows_variable":"x2","variable":"x3"}""", new string?[] { null, "empty" }),
            ("media", """{"kind":"image","link":"https://x.pt/{{x0}}","caption":"{{x1}}"}""", new string?[] { null }),
            ("template", """{"name":"a","language":"pt_PT","parameters":["{{x0}}","{{x4}}"]}""", new string?[] { null }),
            ("delay", """{"minutes":90}""", new string?[] { null }),
            ("delay", """{"minutes":30,"interrupt":true}""", new string?[] { null, "interrupted" }),
            ("handoff", """{"text":"{{x0}}","note":"{{x1}}","property_reference":"{{x2}}"}""", Array.Empty<string?>()),
            (
                "api_call",
                """{"url":"https://x.pt/{{x0}}","headers":{"X":"{{x1}}"},"body":{"a":"{{x2}}"},"response":[{"variable":"x3","path":"a"}]}""",
                new string?[] { null, "error" }
            ),
            ("jump_to_flow", """{"flow_id":"00000000-0000-0000-0000-000000000001"}""", new string?[] { null, "error" }),
            ("consent", """{"text":"Aceita?","purpose":"p","version":"1","accept":"Sim","decline":"Não","variable":"x4"}""", new string?[] { null, "declined" })
        );
}
