using Aldrava.Inbox.Contacts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.MediaFiles;
using Aldrava.Inbox.Messages;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.Team;
using Aldrava.Inbox.Templates;
using Aldrava.Inbox.Webhooks;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Data;

internal sealed class InboxDbContext(DbContextOptions<InboxDbContext> options, ModuleDbServices services) : ModuleDbContext(options, services, "inbox")
{
    public DbSet<WhatsAppNumber> Numbers => Set<WhatsAppNumber>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<Conversation> Conversations => Set<Conversation>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<ConversationOwner> ConversationOwners => Set<ConversationOwner>();
    public DbSet<KeptUpdate> Updates => Set<KeptUpdate>();
    public DbSet<Department> Departments => Set<Department>();
    public DbSet<DepartmentMember> DepartmentMembers => Set<DepartmentMember>();
    public DbSet<Queue> Queues => Set<Queue>();
    public DbSet<Label> Labels => Set<Label>();
    public DbSet<ConversationLabel> ConversationLabels => Set<ConversationLabel>();
    public DbSet<CannedReply> CannedReplies => Set<CannedReply>();
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<Template> Templates => Set<Template>();
    public DbSet<ContactMergeRecord> ContactMerges => Set<ContactMergeRecord>();

    public DbSet<MediaFile> MediaFiles => Set<MediaFile>();
    public DbSet<Reaction> Reactions => Set<Reaction>();
    public DbSet<AddressBookEntry> AddressBook => Set<AddressBookEntry>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<WhatsAppNumber>().ToTable("numbers");
        model.Entity<Contact>(c =>
        {
            c.ToTable("contacts");
            c.Ignore(x => x.DisplayName);
            c.Property(x => x.CustomFields).HasColumnType("jsonb");
            c.Property<string>(Contact.Search).ValueGeneratedOnAddOrUpdate();
            c.HasOne<Contact>().WithMany().HasForeignKey(x => x.MergedIntoId);
        });
        model.Entity<Conversation>(c =>
        {
            c.ToTable("conversations");
            c.Ignore(x => x.WindowExpiresAt);
            c.HasOne<WhatsAppNumber>().WithMany().HasForeignKey(x => x.NumberId);
            c.HasOne<Contact>().WithMany().HasForeignKey(x => x.ContactId);
            c.HasOne<Department>().WithMany().HasForeignKey(x => x.DepartmentId);
            c.HasOne<Queue>().WithMany().HasForeignKey(x => x.QueueId);
            c.HasOne<Conversation>().WithMany().HasForeignKey(x => x.MergedIntoId);
        });
        model.Entity<Message>(m =>
        {
            m.ToTable("messages");
            m.Property(x => x.Seq).ValueGeneratedOnAdd();
            m.Property(x => x.Content).HasColumnType("jsonb");
            m.Property(x => x.Error).HasColumnType("jsonb");
            m.Property(x => x.Payload).HasColumnType("jsonb");
            m.Property(x => x.Earlier).HasColumnType("jsonb");
            m.Property(x => x.Pricing).HasColumnType("jsonb");
            m.Ignore(x => x.IsPlaceholder);
            m.Ignore(x => x.AwaitsOriginal);
            m.HasOne<Conversation>().WithMany().HasForeignKey(x => x.ConversationId);
        });
        model.Entity<KeptUpdate>().ToTable("updates");
        model.Entity<ConversationOwner>(o =>
        {
            o.ToTable("conversation_owners")
                .HasKey(x => new
                {
                    x.OrganizationId,
                    x.ConversationId,
                    x.Seq,
                });
            o.HasOne<Conversation>().WithMany().HasForeignKey(x => x.ConversationId);
        });
        MapTeam(model);
        MapFiles(model);
        MapTemplatesAndMerges(model);
    }

    private static void MapTeam(ModelBuilder model)
    {
        model.Entity<Department>().ToTable("departments");
        model.Entity<DepartmentMember>(m =>
        {
            m.ToTable("department_members")
                .HasKey(x => new
                {
                    x.OrganizationId,
                    x.DepartmentId,
                    x.UserId,
                });
            m.HasOne<Department>().WithMany().HasForeignKey(x => x.DepartmentId);
        });
        model.Entity<Queue>(q =>
        {
            q.ToTable("queues");
            q.HasOne<Department>().WithMany().HasForeignKey(x => x.DepartmentId);
        });
        model.Entity<Label>().ToTable("labels");
        model.Entity<ConversationLabel>(l =>
        {
            l.ToTable("conversation_labels")
                .HasKey(x => new
                {
                    x.OrganizationId,
                    x.ConversationId,
                    x.LabelId,
                });
            l.HasOne<Conversation>().WithMany().HasForeignKey(x => x.ConversationId);
            l.HasOne<Label>().WithMany().HasForeignKey(x => x.LabelId);
        });
        model.Entity<CannedReply>().ToTable("canned_replies");
        model.Entity<Note>(n =>
        {
            n.ToTable("notes");
            n.HasOne<Conversation>().WithMany().HasForeignKey(x => x.ConversationId);
        });
    }

    private static void MapFiles(ModelBuilder model)
    {
        model.Entity<MediaFile>(f =>
        {
            f.ToTable("media_files");
            f.HasOne<Message>().WithMany().HasForeignKey(x => x.MessageId);
        });
        model
            .Entity<Reaction>()
            .ToTable("reactions")
            .HasKey(r => new
            {
                r.OrganizationId,
                r.ConversationId,
                r.TargetWamid,
                r.Author,
            });
        model.Entity<AddressBookEntry>().ToTable("address_book").HasKey(e => new { e.OrganizationId, e.PhoneKey });
    }

    private static void MapTemplatesAndMerges(ModelBuilder model)
    {
        model.Entity<Template>(t =>
        {
            t.ToTable("templates");
            t.Property(x => x.Components).HasColumnType("jsonb");
        });
        model.Entity<ContactMergeRecord>(m =>
        {
            m.ToTable("contact_merges");
            m.Property(x => x.Before).HasColumnType("jsonb");
            m.Property(x => x.After).HasColumnType("jsonb");
            m.Property(x => x.Moved).HasColumnType("jsonb");
        });
    }
}
