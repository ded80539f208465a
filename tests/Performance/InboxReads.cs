namespace Aldrava.Tests.Performance;

/// <summary>What can be asked of the inbox's large tables, in all the ways in which the database may have to look for it.</summary>
internal static class InboxReads
{
    private const string Talk = "/api/v1/conversations/00000000-0000-7000-8005-000000000050";
    private const string Person = "/api/v1/contacts/00000000-0000-7000-8004-000000000050";
    private const string Department = "00000000-0000-7000-8001-000000000001";
    private const string Queue = "00000000-0000-7000-8002-000000000001";
    private const string Label = "/api/v1/labels/00000000-0000-7000-8003-000000000011";

    public static readonly string[] Paths =
    [
        "/api/v1/conversations",
        "/api/v1/conversations?status=open",
        "/api/v1/conversations?status=pending",
        "/api/v1/conversations?assigned_to_me=true",
        $"/api/v1/conversations?department_id={Department}",
        $"/api/v1/conversations?queue_id={Queue}&status=pending",
        "/api/v1/conversations?search=araujo",
        "/api/v1/conversations?search=912000050",
        "/api/v1/conversations?search=evora%20maria",
        Talk,
        $"{Talk}/messages",
        $"{Talk}/owners",
        $"{Talk}/labels",
        $"{Talk}/notes",
        $"{Label}/conversations",
        "/api/v1/contacts",
        "/api/v1/contacts?search=conceicao%20777",
        Person,
        $"{Person}/duplicates",
        "/api/v1/queues",
    ];
}
