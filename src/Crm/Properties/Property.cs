using Aldrava.Crm.Data;
using Aldrava.Crm.History;
using Aldrava.Crm.Photos;
using Aldrava.Platform.Http;

namespace Aldrava.Crm.Properties;

/// <summary>A listing.</summary>
internal sealed class Property : IRecord
{
    private Property() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public string Reference { get; private set; } = "";
    public string Title { get; private set; } = "";
    public string? Description { get; private set; }
    public Business Business { get; private set; }
    public PropertyType Type { get; private set; }
    public string? Typology { get; private set; }
    public decimal? Price { get; private set; }
    public decimal? Area { get; private set; }
    public int? Bedrooms { get; private set; }
    public int? Bathrooms { get; private set; }
    public string? Address { get; private set; }
    public string? Municipality { get; private set; }
    public string? MunicipalityKey { get; private set; }
    public string? District { get; private set; }
    public string? PostalCode { get; private set; }
    public double? Latitude { get; private set; }
    public double? Longitude { get; private set; }
    public PropertyStatus Status { get; private set; }
    public long? AgentId { get; private set; }
    public Guid? ClientId { get; private set; }
    public DateTimeOffset? OccurredAt { get; private set; }
    public string SearchText { get; private set; } = "";
    public int Version { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public List<PropertyPhoto> Photos { get; private set; } = [];

    public static Property List(long organizationId, long? agentId, PropertyFacts facts, Guid? clientId, Moment moment)
    {
        var property = new Property
        {
            OrganizationId = organizationId,
            AgentId = agentId,
            ClientId = clientId,
            OccurredAt = moment.OccurredAt,
            CreatedAt = moment.Now,
        };
        property.Describe(facts, moment.Now);
        return property;
    }

    /// <summary>Gives it the reference people call it by; upper case, so that there is one way to write it.</summary>
    public void Name(string reference)
    {
        Reference = reference.Trim().ToUpperInvariant();
        Index();
    }

    /// <summary>All that is said about it now.</summary>
    public PropertyFacts Facts =>
        new(Title)
        {
            Description = Description,
            Business = Business,
            Type = Type,
            Typology = Typology,
            Price = Price,
            Area = Area,
            Bedrooms = Bedrooms,
            Bathrooms = Bathrooms,
            Address = Address,
            Municipality = Municipality,
            District = District,
            PostalCode = PostalCode,
            Latitude = Latitude,
            Longitude = Longitude,
            Status = Status,
        };

    /// <summary>Its agent's, and administrators'.</summary>
    public bool MayBeChangedBy(CurrentUser user) => user.ManagesAll || (user.AgentId is { } agentId && agentId == AgentId);

    /// <summary>Says something else about it; returns which fields changed, none when nothing did.</summary>
    public IReadOnlyList<string> Change(PropertyFacts facts, string reference, long? agentId, Moment moment)
    {
        var (before, oldReference, oldAgent) = (Facts, Reference, AgentId);
        Name(reference);
        AgentId = agentId;
        List<string> changed = [.. facts.Tidied().ChangedFrom(before)];
        if (Reference != oldReference)
            changed.Add("reference");
        if (AgentId != oldAgent)
            changed.Add("agent_id");
        if (changed.Count > 0)
            Describe(facts, moment.Now);
        return changed;
    }

    /// <summary>What its history has to tell of a change.</summary>
    public Activity Changed(IReadOnlyList<string> changed, decimal? oldPrice, PropertyStatus oldStatus, Moment moment)
    {
        var data = new Dictionary<string, object?>
        {
            ["name"] = Title,
            ["reference"] = Reference,
            ["changed"] = changed,
        };
        if (oldPrice != Price)
            (data["old_price"], data["price"]) = (oldPrice, Price);
        if (oldStatus != Status)
            (data["old_status"], data["new_status"]) = (oldStatus, Status);
        return Activity.Of(ActivityType.PropertyUpdated, Subject, moment, data);
    }

    /// <summary>What its history begins with.</summary>
    public Activity Born(Moment moment) => Activity.Of(ActivityType.PropertyCreated, Subject, moment, new { Name = Title, Reference });

    private Subject Subject => new(OrganizationId, EntityType.Property, Id, LeadId: null, AgentId);

    private void Describe(PropertyFacts facts, DateTimeOffset now)
    {
        facts = facts.Tidied();
        (Title, Description, Business, Type, Status) = (facts.Title, facts.Description, facts.Business, facts.Type, facts.Status);
        (Typology, Price, Area, Bedrooms, Bathrooms) = (facts.Typology, facts.Price, facts.Area, facts.Bedrooms, facts.Bathrooms);
        (Address, Municipality, District, PostalCode) = (facts.Address, facts.Municipality, facts.District, facts.PostalCode);
        (Latitude, Longitude) = (facts.Latitude, facts.Longitude);
        MunicipalityKey = Municipality is null ? null : Listing.SearchText.Fold(Municipality);
        Index();
        (Version, UpdatedAt) = (Version + 1, now);
    }

    /// <summary>Its photos changed, and so did it: phones that synchronise see it anew. Returns the step of its history.</summary>
    public Activity PhotosChanged(Moment moment, int photos)
    {
        (Version, UpdatedAt) = (Version + 1, moment.Now);
        return Activity.Of(
            ActivityType.PropertyPhotosChanged,
            Subject,
            moment,
            new
            {
                Name = Title,
                Reference,
                Photos = photos,
            }
        );
    }

    private void Index() => SearchText = Listing.SearchText.Of(Reference, Title, Typology, Address, Municipality, District, PostalCode, Description);
}
