using Weir.JournalTests.Places;

namespace Weir.JournalTests.Suite;

public sealed class InMemoryJournalTests(InMemory place) : JournalSuite(place), IClassFixture<InMemory>;

public sealed class DirectoryJournalTests(InFolder place) : SharedJournalSuite(place), IClassFixture<InFolder>;

[RequiresPostgreSql]
[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlJournalTests(PostgreSqlServer place) : SharedJournalSuite(place);
