namespace Aldrava.Inbox.WhatsApp;

/// <summary>The codes of Meta's Graph API that change what we do.</summary>
internal static class GraphCodes
{
    internal const int ApiUnknown = 1;
    internal const int ApiService = 2;
    internal const int ApiMethod = 3;
    internal const int AppRateLimit = 4;
    internal const int InvalidParameter = 100;
    internal const int AccessToken = 190;
    internal const int AccountRateLimit = 80007;
    internal const int AccountCallLimit = 80008;
    internal const int ThroughputLimit = 130429;
    internal const int SomethingWentWrong = 131000;
    internal const int ParameterMissing = 131008;
    internal const int ParameterInvalid = 131009;
    internal const int ServiceUnavailable = 131016;
    internal const int IncorrectCertificate = 131045;
    internal const int WindowClosed = 131047;
    internal const int PairRateLimit = 131056;
    internal const int Maintenance = 131057;
    internal const int IncompleteDeregistration = 133000;
    internal const int ServerUnavailable = 133004;

    internal static bool IsRateLimit(int code) => code is AppRateLimit or AccountRateLimit or AccountCallLimit or ThroughputLimit or PairRateLimit;

    /// <summary>Meta's own trouble, told by Meta itself: the message was not accepted.</summary>
    internal static bool IsPassing(int code) =>
        code is ApiUnknown or ApiService or SomethingWentWrong or ServiceUnavailable or Maintenance or ServerUnavailable;

    /// <summary>Answered with 5xx, yet nothing that time mends.</summary>
    internal static bool IsFinalDespiteStatus(int code) => code is ApiMethod or IncorrectCertificate or IncompleteDeregistration;
}
