/**
 * The published packages: one version, one set of public names. A name that appears or goes is a decision, so it is
 * written down here: a change of these lists belongs into a changeset.
 */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../packages/sdk/src/version.ts';
import { read, readJson } from './project.ts';

interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
}

const FOLDERS = ['protocol', 'client', 'sdk', 'cli'];
const manifestOf = (folder: string): Promise<Manifest> => readJson(`packages/${folder}/package.json`);

test('the packages and the SDK’s own word have one version', async () => {
  const versions = await Promise.all(FOLDERS.map(async (folder) => (await manifestOf(folder)).version));
  expect(versions).toEqual(FOLDERS.map(() => VERSION));
});

/** The sources of every entry point, by its name. */
async function entriesOf(folder: string): Promise<[name: string, file: string][]> {
  const { exports } = await manifestOf(folder);
  return Object.entries(exports).flatMap(([name, target]): [string, string][] => {
    const source = typeof target === 'string' ? undefined : target['@tallylight/source'];
    return typeof source === 'string' ? [[name, `packages/${folder}/${source.slice(2)}`]] : [];
  });
}

/** Names that a file exports, types in angle brackets. `export *` would hide them and is refused. */
async function publicNames(file: string): Promise<string[]> {
  const source = ts.createSourceFile(file, await read(file), ts.ScriptTarget.Latest);
  const names: string[] = [];
  const add = (name: string, isType: boolean): void => {
    names.push(isType ? `<${name}>` : name);
  };
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, isTypeOnly } = statement;
      if (exportClause === undefined || !ts.isNamedExports(exportClause))
        throw new Error(`${file}: export * is not a list`);
      for (const element of exportClause.elements) add(element.name.text, isTypeOnly || element.isTypeOnly);
    } else if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isExport)) {
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations) add(name.getText(source), false);
      } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
        add(statement.name.text, true);
      } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
        add(statement.name?.text ?? 'default', false);
      }
    }
  }
  return names.sort();
}

function isExport({ kind }: ts.ModifierLike): boolean {
  return kind === ts.SyntaxKind.ExportKeyword;
}

const namesOf = async (folder: string): Promise<Record<string, string[]>> =>
  Object.fromEntries(
    await Promise.all((await entriesOf(folder)).map(async ([name, file]) => [name, await publicNames(file)] as const)),
  );

describe('the public names of', () => {
  test('@tallylight/protocol', async () => {
    expect(await namesOf('protocol')).toMatchInlineSnapshot(`
      {
        ".": [
          "<AckMessage>",
          "<AlertRow>",
          "<AlertSeverity>",
          "<AlertSource>",
          "<AudienceRow>",
          "<AuthMessage>",
          "<AuthRequestMessage>",
          "<BandwidthPoint>",
          "<BandwidthRow>",
          "<ByeMessage>",
          "<ClientMessage>",
          "<CloseMessage>",
          "<Code>",
          "<CodeDefinition>",
          "<CommandMessage>",
          "<CommandResult>",
          "<ContentFigures>",
          "<ContentRow>",
          "<Cursor>",
          "<DashboardCards>",
          "<DashboardRow>",
          "<DeviceRow>",
          "<DeviceState>",
          "<Durability>",
          "<Epoch>",
          "<ErrMessage>",
          "<EvMessage>",
          "<EventName>",
          "<EventPayloads>",
          "<FetchMessage>",
          "<Filter>",
          "<GapMessage>",
          "<GeoRow>",
          "<Health>",
          "<HealthBand>",
          "<HealthParts>",
          "<HeartbeatMessage>",
          "<HelloMessage>",
          "<Limits>",
          "<Offset>",
          "<PingMessage>",
          "<PingRequestMessage>",
          "<PlaybackMessage>",
          "<PlaybackStopReason>",
          "<PlayerFigures>",
          "<PongAnswerMessage>",
          "<PongMessage>",
          "<PosMessage>",
          "<Priority>",
          "<ResumeMessage>",
          "<RevenueRow>",
          "<RevenueWindows>",
          "<RowTopic>",
          "<RowTuple>",
          "<Rows>",
          "<ServerMessage>",
          "<SessionEndReason>",
          "<SessionRow>",
          "<SetMessage>",
          "<SiteRow>",
          "<SnapMessage>",
          "<StateTopic>",
          "<StreamRow>",
          "<StreamState>",
          "<SubMessage>",
          "<SubbedMessage>",
          "<TallyEvent>",
          "<Topic>",
          "<TopicDefinition>",
          "<UnsubMessage>",
          "<WelcomeMessage>",
          "API_PATH",
          "BANDWIDTH_WINDOW_MS",
          "CODES",
          "DEFAULT_BASE_PATH",
          "EVENT_NAMES",
          "EVENT_PRIORITIES",
          "FIELDS",
          "PRIORITIES",
          "PROTOCOL_VERSION",
          "SUBPROTOCOL",
          "TOPICS",
          "TOPIC_ALIASES",
          "TOPIC_NAMES",
          "eventTopic",
          "formatCursor",
          "mayReconnect",
          "mergeRow",
          "parseCursor",
          "parseFrame",
          "resolveTopic",
          "toRow",
          "toTuple",
        ],
      }
    `);
  });

  test('@tallylight/client', async () => {
    expect(await namesOf('client')).toMatchInlineSnapshot(`
      {
        ".": [
          "<EventGap>",
          "<Link>",
          "<LiveClient>",
          "<LiveClientOptions>",
          "<LiveError>",
          "<LiveErrorCode>",
          "<LiveEvent>",
          "<LiveStatus>",
          "<ResumeMode>",
          "<SubscribeOptions>",
          "<Subscription>",
          "<SubscriptionStatus>",
          "<Timers>",
          "<Token>",
          "<Transport>",
          "<TransportCallbacks>",
          "createLiveClient",
          "endpoint",
          "pollTransport",
          "sseTransport",
          "webSocketTransport",
        ],
        "./device": [
          "<CommandHandler>",
          "<CommandOutcome>",
          "<DeviceClient>",
          "<DeviceClientOptions>",
          "<DeviceCommand>",
          "<DeviceStatus>",
          "<Playing>",
          "createDeviceClient",
        ],
      }
    `);
  });

  test('@tallylight/sdk', async () => {
    expect(await namesOf('sdk')).toMatchInlineSnapshot(`
      {
        ".": [
          "<AccessLimits>",
          "<AccessOptions>",
          "<AlertChange>",
          "<AlertRow>",
          "<AlertSeverity>",
          "<AlertSource>",
          "<AlertsFace>",
          "<AudienceFace>",
          "<AudienceRow>",
          "<AuditKind>",
          "<AuditLine>",
          "<Authenticate>",
          "<BandwidthRow>",
          "<CheckOptions>",
          "<Claims>",
          "<Clock>",
          "<CommandResult>",
          "<CommandTicket>",
          "<ContentFace>",
          "<ContentFigures>",
          "<ContentKind>",
          "<ContentRow>",
          "<CountingSocket>",
          "<DashboardCards>",
          "<DashboardRow>",
          "<DeclaredStream>",
          "<DependencyFacts>",
          "<DependencyHandle>",
          "<DeviceFacts>",
          "<DeviceHandle>",
          "<DeviceOrder>",
          "<DeviceRow>",
          "<DeviceState>",
          "<DiskOption>",
          "<ErasedTraces>",
          "<ErrorCode>",
          "<EventName>",
          "<EventPayloads>",
          "<GeoDatabaseFile>",
          "<GeoOptions>",
          "<GeoRow>",
          "<Grant>",
          "<Health>",
          "<HealthBand>",
          "<HealthComponent>",
          "<HealthParts>",
          "<HealthWindowFacts>",
          "<HeartbeatFacts>",
          "<HistogramPoint>",
          "<HostActions>",
          "<HostAlert>",
          "<HostCondition>",
          "<HoursOptions>",
          "<InventoryFace>",
          "<JwtOptions>",
          "<ListenOptions>",
          "<Logger>",
          "<MediaOptions>",
          "<MetricAggregate>",
          "<MetricFamily>",
          "<MetricPoint>",
          "<MetricsFace>",
          "<Mute>",
          "<MuteOptions>",
          "<MuteTarget>",
          "<OpenSessionOptions>",
          "<PaymentEvent>",
          "<PaymentKind>",
          "<PaymentStatus>",
          "<Permission>",
          "<PlaybackStopReason>",
          "<ProbeOptions>",
          "<ReadClaims>",
          "<RecordResult>",
          "<RevenueFace>",
          "<RevenueRow>",
          "<RevenueWindows>",
          "<Role>",
          "<RowScope>",
          "<RowTopic>",
          "<Rows>",
          "<Schedule>",
          "<SessionEndReason>",
          "<SessionHandle>",
          "<SessionRow>",
          "<SiteFacts>",
          "<SiteHandle>",
          "<SiteRow>",
          "<StreamFacts>",
          "<StreamHandle>",
          "<StreamKind>",
          "<StreamRow>",
          "<StreamState>",
          "<StreamVerb>",
          "<TallyEvent>",
          "<Tallylight>",
          "<TallylightOptions>",
          "<TextRegistry>",
          "<TokenOption>",
          "<Weekday>",
          "TallylightError",
          "VERSION",
          "bitrateShare",
          "budgetBurn",
          "createTallylight",
          "hours",
          "restarts",
          "stallRatio",
          "startup",
        ],
        "./alerts": [
          "<AlertCase>",
          "<AlertFacts>",
          "<AlertLimits>",
          "<AlertLoss>",
          "<AlertRule>",
          "<AlertSubject>",
          "<AlertTeam>",
          "<AlertThreshold>",
          "<BoardCondition>",
          "<BoardSubject>",
          "<CasesOf>",
          "<RecordingRule>",
          "<RuleCases>",
          "<RuleLimits>",
          "<Severity>",
          "ALERT_CASES",
          "ALERT_LIMITS",
          "ALERT_RULES",
          "MANY",
          "RECORDING_RULES",
          "RULE_LIMITS",
          "SEVERITIES",
          "alertKey",
          "alertName",
          "findAlertRule",
          "isWorse",
          "keyCondition",
          "limitOf",
        ],
        "./geo": [
          "<Geo>",
          "<GeoDatabaseFile>",
          "<GeoDatabaseKind>",
          "<GeoLookup>",
          "<GeoOptions>",
          "<GeoResult>",
          "<GeoTags>",
          "countryDatabase",
        ],
        "./otel": [
          "<TallylightMetricProducer>",
          "metricProducer",
        ],
        "./prom-client": [
          "<PromRegistry>",
          "registerIn",
        ],
      }
    `);
  });
});
