using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Weir.Operators.Streams;

namespace Weir.Host.Rest.Uploads;

/// <summary>Looks for jobs in an assembly without loading it: none of its code runs here.</summary>
internal static class JobClasses
{
    /// <summary>The full names of the classes that say themselves that they are jobs; null: the file is no assembly.</summary>
    public static IReadOnlyList<string>? In(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var image = new PEReader(file);
            if (!image.HasMetadata)
            {
                return null;
            }

            var metadata = image.GetMetadataReader();
            return !metadata.IsAssembly
                ? null
                : [.. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => IsJob(type, metadata)).Select(type => Name(type, metadata)).Order(StringComparer.Ordinal)];
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    private static bool IsJob(TypeDefinition type, MetadataReader metadata) =>
        (type.Attributes & (TypeAttributes.Abstract | TypeAttributes.Interface)) == 0
        && type.GetInterfaceImplementations().Select(metadata.GetInterfaceImplementation).Any(implemented =>
            implemented.Interface.Kind == HandleKind.TypeReference
            && metadata.GetTypeReference((TypeReferenceHandle)implemented.Interface) is var reference
            && metadata.StringComparer.Equals(reference.Name, nameof(IStreamJob))
            && metadata.StringComparer.Equals(reference.Namespace, typeof(IStreamJob).Namespace!));

    private static string Name(TypeDefinition type, MetadataReader metadata)
    {
        var name = metadata.GetString(type.Name);
        var space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
