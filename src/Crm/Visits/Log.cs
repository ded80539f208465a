namespace Aldrava.Crm.Visits;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Agent {AgentId} reminded of visit {VisitId}, {Minutes} minutes ahead")]
    public static partial void Reminded(ILogger logger, long agentId, long visitId, int minutes);

    [LoggerMessage(2, LogLevel.Warning, "Nobody was reminded of visit {VisitId}: it had begun when the server came to it")]
    public static partial void ReminderMissed(ILogger logger, long visitId);
}
