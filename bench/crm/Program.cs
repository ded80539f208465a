using Aldrava.CrmBench;

// "limit" serves the least work; without it the whole comparison runs.
if (args is ["limit", ..])
    await Limit.ServeAsync();
else
    await Comparison.RunAsync(Settings.Read(args));
