using Aldrava.InboxBench;

// "limit" serves the least work; "engine" measures the flow engine alone; without either everything runs.
switch (args)
{
    case ["limit", ..]:
        await Limit.ServeAsync();
        break;
    case ["engine", ..]:
        EngineSpeed.Measure(Settings.Read(args));
        break;
    default:
        await Comparison.RunAsync(Settings.Read(args));
        break;
}
