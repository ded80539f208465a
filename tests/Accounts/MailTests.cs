using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Mail;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Aldrava.Tests.Accounts;

public sealed class MailTests
{
    private static readonly OutgoingMail Sample = new(
        "marta@example.com",
        "Marta\r\nBcc: all@example.com",
        "Olá,\nMarta",
        "Bom dia, João.",
        "<p>Bom dia, João.</p>"
    );

    [Fact]
    public async Task A_mail_reaches_the_mail_server_as_text_and_html()
    {
        await using var smtp = new SmtpListener();

        await Sender(smtp.Url("ana%40x:p%3Ass@")).SendAsync(Sample, CancellationToken.None);

        var (from, to, text) = smtp.Mails.ShouldHaveSingleItem();
        from.ShouldContain("<no-reply@aldrava.test>");
        to.ShouldContain("<marta@example.com>");
        var letter = new Post.Letter(text);
        letter.Subject.ShouldBe("Olá, Marta");
        letter.Text.ShouldContain("Bom dia, João.");
        letter.Text.ShouldContain("<p>Bom dia, João.</p>");
        text.ShouldContain("Auto-Submitted: auto-generated");
        text.ShouldNotContain("\nBcc:");
        smtp.SignedInAs.ShouldBe(["ana@x:p:ss"]);
    }

    [Fact]
    public async Task A_refusal_is_told_without_saying_to_whom()
    {
        await using var smtp = new SmtpListener();
        smtp.Refusals.Enqueue("550 5.1.1 no marta@example.com here");

        var failure = await Should.ThrowAsync<MailNotSentException>(() => Sender(smtp.Url()).SendAsync(Sample, CancellationToken.None));

        failure.ToString().ShouldContain("MailboxUnavailable");
        failure.ToString().ShouldNotContain("marta");
    }

    [Fact]
    public async Task A_mail_server_that_is_not_there_is_a_failure_to_try_again()
    {
        var smtp = new SmtpListener();
        var url = smtp.Url();
        await smtp.DisposeAsync();

        await Should.ThrowAsync<MailNotSentException>(() => Sender(url).SendAsync(Sample, CancellationToken.None));
    }

    [Fact]
    public async Task A_mail_server_that_says_nothing_holds_nobody_up()
    {
        await using var smtp = new SmtpListener { IsSilent = true };
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => Sender(smtp.Url()).SendAsync(Sample, stop.Token).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Nothing_is_sent_in_the_clear_unless_an_operator_says_so()
    {
        await using var smtp = new SmtpListener();

        await Should.ThrowAsync<MailNotSentException>(() =>
            Sender(smtp.Url("user:secret@").Replace("&starttls=false", "", StringComparison.Ordinal)).SendAsync(Sample, CancellationToken.None)
        );

        smtp.SignedInAs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("smtp://host?from=a@b.pt", "host", 587, true)]
    [InlineData("smtp://host:2525?from=a@b.pt&starttls=false", "host", 2525, false)]
    [InlineData("smtp://me%40b.pt:pw@host:25", "host", 25, true)]
    public void A_mail_server_is_named_by_an_url(string url, string host, int port, bool startTls)
    {
        var server = SmtpServer.TryParse(url, out var why).ShouldNotBeNull(why);

        (server.Host, server.Port, server.StartTls).ShouldBe((host, port, startTls));
    }

    [Theory]
    [InlineData("mail.example.com")]
    [InlineData("smtps://user:secret@host:465?from=a@b.pt")]
    [InlineData("http://user:secret@host?from=a@b.pt")]
    [InlineData("smtp://user:secret@host")]
    [InlineData("smtp://user:secret@host?from=a@b.pt&starttls=maybe")]
    public async Task A_server_does_not_start_with_a_mail_server_it_cannot_use(string url)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => AldravaApp.StartAsync(new() { ["SMTP_URL"] = url }));

        failure.Message.ShouldContain("SMTP_URL");
        failure.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData(null, null, false, null)]
    [InlineData(null, null, true, "http://localhost:8000")]
    [InlineData(null, "*, https://a.pt/, https://b.pt", false, "https://a.pt")]
    [InlineData("https://crm.pt/", "https://a.pt", false, "https://crm.pt")]
    public void Links_begin_with_what_an_operator_said_never_with_what_a_request_says(
        string? publicUrl,
        string? frontends,
        bool development,
        string? expected
    ) =>
        new MailOptions { PublicUrl = publicUrl, FrontendUrl = frontends }
            .LinkBase(development)
            .ShouldBe(expected);

    [Fact]
    public void Mail_is_configured_when_there_is_a_way_out_and_an_address_for_links()
    {
        Sender("smtp://host?from=a@b.pt").IsConfigured.ShouldBeTrue();
        Sender(smtp: null).IsConfigured.ShouldBeFalse();
        Sender(smtp: null, Environments.Development).IsConfigured.ShouldBeTrue();
        Sender("smtp://host?from=a@b.pt", site: null).IsConfigured.ShouldBeFalse();
    }

    [Fact]
    public async Task What_people_call_themselves_is_no_markup_in_a_mail()
    {
        using var post = new Post();
        await using var app = await AldravaApp.StartAsync(post.Settings());
        using var admin = await (await Agency.FoundAsync(app)).AdminAsync();

        (
            await admin.Http.PostAsync(
                "/api/invitations",
                new
                {
                    email = "x@example.com",
                    role = "agent",
                    full_name = "<img src=x> & co",
                }
            )
        ).Expect(HttpStatusCode.Created);

        (await post.NextAsync("x@example.com")).Text.ShouldContain("&lt;img src=x&gt; &amp; co,</p>");
    }

    private static MailSender Sender(string? smtp, string environment = "Production", string? site = Post.Site) =>
        new(Options.Create(new MailOptions { SmtpUrl = smtp, PublicUrl = site }), new TestEnvironment(environment));

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "test";
        public string ContentRootPath { get; set; } = "/";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
