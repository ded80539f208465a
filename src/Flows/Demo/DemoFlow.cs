namespace Aldrava.Flows.Demo;

/// <summary>The main flow of the demo organization's chatbot "Recepção".</summary>
internal static class DemoFlow
{
    public static string ReceptionCanvas()
    {
        using var stream = typeof(DemoFlow).Assembly.GetManifestResourceStream("Aldrava.Flows.Demo.recepcao.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
