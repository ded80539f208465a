using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Aldrava.Platform.Data;

internal static class HiLo
{
    /// <summary>How many ids a node takes from a sequence at a time; the migrations create sequences with this increment.</summary>
    internal const int BlockSize = 32;

    public static void SetHiLoSequenceName(this IMutableProperty property, string sequence, string schema)
    {
        var model = (IMutableModel)property.DeclaringType.Model;
        if (model.FindSequence(sequence, schema) is null)
            model.AddSequence(sequence, schema).IncrementBy = BlockSize;
        property.ValueGenerated = ValueGenerated.OnAdd;
        property.SetValueGenerationStrategy(NpgsqlValueGenerationStrategy.SequenceHiLo);
        property.SetHiLoSequenceName(sequence);
        NpgsqlPropertyExtensions.SetHiLoSequenceSchema(property, schema);
    }
}
