using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Operators.Streams;
using Weir.State.RocksDb;

namespace Weir.Unit.Actors.Configuration;

public class StateConfigurationReaderTests
{
    [Fact]
    public void Without_a_word_of_it_state_is_on_the_heap() => StateConfigurationReader.Backend(ReferenceConfiguration.Config).ShouldBe(StateBackend.Heap);

    [Theory]
    [InlineData(StateBackend.RocksDb, "heap", StateBackend.RocksDb)]
    [InlineData(StateBackend.Heap, "rocksdb", StateBackend.Heap)]
    [InlineData(null, "rocksdb", StateBackend.RocksDb)]
    public void What_the_code_sets_goes_before_what_is_configured(StateBackend? code, string configured, StateBackend expected)
    {
        var config = ConfigurationFactory.ParseString($"weir.state.backend = {configured}").WithFallback(ReferenceConfiguration.Config);
        StateConfigurationReader.Backend(StateConfigurationReader.Config(code).WithFallback(config)).ShouldBe(expected);
    }

    [Fact]
    public void What_a_node_says_of_its_databases_is_read()
    {
        Read("").ShouldBe(new RocksDbSettings("/local") { ExpectedDatabases = Environment.ProcessorCount });
        Read("memory = 1 GiB, write-buffers = 0.25, databases = 3, profile = flash, threads = 8, dir = /data, library = /opt/librocksdb.so").ShouldBe(
            new RocksDbSettings("/data")
            {
                MemoryBytes = 1 << 30,
                WriteBufferPercent = 25,
                ExpectedDatabases = 3,
                Profile = RocksDbProfile.Flash,
                BackgroundThreads = 8,
                Library = "/opt/librocksdb.so",
            });
    }

    [Theory]
    [InlineData("metrics = []", "")]
    [InlineData("metrics = [block-cache-usage, estimate-num-keys, block-cache-usage]", "block-cache-usage estimate-num-keys")]
    [InlineData("metrics = \"estimate-num-keys, num-files-at-level0\"", "estimate-num-keys num-files-at-level0")]
    public void Metrics_are_named_in_a_list_or_with_commas(string setting, string expected) =>
        string.Join(' ', Read(setting).Metrics.Select(property => property.Name)).ShouldBe(expected);

    [Fact]
    public void All_metrics_are_had_by_one_word() => Read("metrics = [all]").Metrics.ShouldBe(RocksDbProperty.All);

    [Theory]
    [InlineData("memory = 1 MiB", "weir.state.rocksdb.memory", "8 MiB")]
    [InlineData("write-buffers = 1", "weir.state.rocksdb.write-buffers", "0.1 to 0.7")]
    [InlineData("databases = 0", "weir.state.rocksdb.databases", "or auto")]
    [InlineData("metrics = [estimate-num-keys, keys]", "weir.state.rocksdb.metrics has keys", "estimate-live-data-size")]
    [InlineData("metrics = keys", "weir.state.rocksdb.metrics has keys", "all, or one of num-immutable-mem-table")]
    [InlineData("threads = 65", "weir.state.rocksdb.threads", "1 to 64")]
    [InlineData("profile = tape", "profile is tape", "spinning-disk")]
    public void What_cannot_be_used_is_named_with_its_range(string setting, string key, string range)
    {
        var message = Should.Throw<InvalidConfigurationException>(() => Read(setting)).Message;
        message.ShouldContain(key);
        message.ShouldContain(range);
    }

    private static RocksDbSettings Read(string settings) => StateConfigurationReader.RocksDb(
        ConfigurationFactory.ParseString($"weir.state.rocksdb {{ {settings} }}").WithFallback(ReferenceConfiguration.Config), "/local");
}
