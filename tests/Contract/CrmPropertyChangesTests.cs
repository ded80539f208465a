using System.Net;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: PUT /mobile/properties/{id}.</summary>
public sealed class CrmPropertyChangesTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task The_owner_changes_a_listing_and_the_version_goes_up()
    {
        var created = await office.Agent.CreatedAsync("/mobile/properties", new { title = "Antes", municipality = "Sintra" });

        var changed = (
            await office.Agent.Http.PutAsync(
                $"/mobile/properties/{created["id"]}/",
                new
                {
                    title = "Depois",
                    price = 320_000,
                    status = "sold",
                    type = "apartment",
                }
            )
        ).Expect(HttpStatusCode.OK);

        changed.Json.ShouldBeA(Shape.Property);
        (changed["title"].GetString(), changed["price"].GetDecimal(), changed["status"].GetString()).ShouldBe(("Depois", 320_000m, "sold"));
        changed["reference"].GetString().ShouldBe(created["reference"].GetString());
        changed["agent_id"].GetInt64().ShouldBe(office.Agent.AgentId);
        changed["version"].GetInt32().ShouldBe(created["version"].GetInt32() + 1);
        (await office.Agent.ReadsAsync($"/mobile/properties/{created["id"]}")).Text.ShouldBe(changed.Text);
    }

    [Fact]
    public async Task Those_of_colleagues_are_not_writable_an_administrator_writes_all_a_viewer_none()
    {
        var id = await office.Agent.ListsAsync();
        var body = new { title = "Mudada" };

        (await office.Colleague.Http.PutAsync($"/mobile/properties/{id}", body)).ShouldFail(403, "Permission Denied");
        (await office.Viewer.Http.PutAsync($"/mobile/properties/{id}", body)).ShouldFail(403, "Permission Denied");
        (await office.Rival.Http.PutAsync($"/mobile/properties/{id}", body)).ShouldFail(404, "Not Found")["identifier"].GetInt64().ShouldBe(id);
        (await office.Admin.Http.PutAsync($"/mobile/properties/{id}", body)).Expect(HttpStatusCode.OK)["agent_id"].GetInt64().ShouldBe(office.Agent.AgentId);
        (await office.Agent.Http.PutAsync("/mobile/properties/999999", body)).ShouldFail(404, "Not Found", "property.not_found", "Propriedade não encontrada.");
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_bad_field_named()
    {
        var id = await office.Agent.ListsAsync();
        (await office.Agent.Http.PutAsync($"/mobile/properties/{id}", new { title = "A" }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);

        (await office.Agent.Http.PutAsync($"/mobile/properties/{id}", new { title = "B" }, ("If-Match", "\"1\"")))
            .ShouldFail(409, "Conflict", "record.stale")["details"]
            .ShouldBeA("your_version: int, current_version: int");
        (await office.Agent.Http.PutAsync($"/mobile/properties/{id}", """{"title":7}""")).ShouldNameFields("body.title string_type");
    }
}
