using System.Reflection;

namespace Weir.Standin.Conformance.Surface;

public sealed class SurfaceTests
{
    [SurfaceTheory]
    [InlineData("Akka")]
    [InlineData("Akka.Cluster")]
    [InlineData("Akka.Cluster.Tools")]
    [InlineData("Akka.Coordination")]
    [InlineData("Akka.Persistence")]
    [InlineData("Akka.Remote")]
    [InlineData("Akka.Streams")]
    [InlineData("Akka.TestKit")]
    [InlineData("Akka.TestKit.Xunit2")]
    [InlineData("RocksDbSharp")]
    public void Shows_nothing_that_the_package_does_not_show(string package)
    {
        var list = new SurfaceList(Path.Combine(SurfaceLists.Folder!, package + ".txt"));

        var differences = new SurfaceDifferences(list).Of(Assembly.Load(package));

        differences.ShouldBeEmpty($"{package} has members that its package has not, or other ones:{Environment.NewLine}{string.Join(Environment.NewLine, differences)}");
    }
}
