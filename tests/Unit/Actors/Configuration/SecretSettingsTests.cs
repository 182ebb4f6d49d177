using Weir.Actors.Configuration;

namespace Weir.Unit.Actors.Configuration;

/// <summary>What of the settings is shown and logged.</summary>
public sealed class SecretSettingsTests
{
    [Theory]
    [InlineData("weir.journal.postgresql.connection-string", "Host=db", "******")]
    [InlineData("weir.rest.token", "", "")]
    [InlineData("weir.checkpointing.alert.webhook.url", "https://hooks.example.com/services/T0/B0/x", "https://hooks.example.com/******")]
    [InlineData("weir.checkpointing.alert.webhook.url", "https://user:password@hooks.example.com:8443/", "https://hooks.example.com:8443/******")]
    [InlineData("weir.metrics.otlp.endpoint", "http://127.0.0.1:4317", "http://127.0.0.1:4317")]
    [InlineData("weir.checkpointing.storage.dir", "/data/checkpoints", "/data/checkpoints")]
    public void Shows_what_cannot_be_a_secret(string key, string value, string shown) => SecretSettings.Shown(key, value).ShouldBe(shown);
}
