/**
 * Groups of artifacts that are often met without a pom.properties (built by Ant or Gradle, or repackaged), from Maven Central. The
 * first pattern that fits an artifact's whole name decides; where the group changed between releases, `until` is the first major version
 * of the next one.
 */
type Known = { artifact: RegExp; group: string; until?: number };

const known: readonly Known[] = [
  { artifact: /^spring-boot(?:-.+)?$/u, group: 'org.springframework.boot' },
  { artifact: /^spring-security-.+$/u, group: 'org.springframework.security' },
  { artifact: /^spring-data-.+$/u, group: 'org.springframework.data' },
  { artifact: /^spring-cloud-.+$/u, group: 'org.springframework.cloud' },
  { artifact: /^spring-integration-.+$/u, group: 'org.springframework.integration' },
  { artifact: /^spring-(?:amqp|rabbit)$/u, group: 'org.springframework.amqp' },
  { artifact: /^spring-kafka$/u, group: 'org.springframework.kafka' },
  { artifact: /^spring-batch-.+$/u, group: 'org.springframework.batch' },
  { artifact: /^spring-session-.+$/u, group: 'org.springframework.session' },
  { artifact: /^spring-retry$/u, group: 'org.springframework.retry' },
  { artifact: /^spring-ws-.+$/u, group: 'org.springframework.ws' },
  { artifact: /^spring-hateoas$/u, group: 'org.springframework.hateoas' },
  { artifact: /^spring-(?:aop|aspects|beans|context|context-indexer|context-support|core|expression|instrument|jcl|jdbc|jms|messaging|orm|oxm|r2dbc|test|tx|web|webflux|webmvc|websocket)$/u, group: 'org.springframework' },
  { artifact: /^tomcat-embed-.+$/u, group: 'org.apache.tomcat.embed' },
  { artifact: /^(?:tomcat-(?:annotations-api|api|catalina|coyote|dbcp|el-api|jasper|jaspic-api|jdbc|jni|jsp-api|juli|servlet-api|util|util-scan|websocket|websocket-api))$/u, group: 'org.apache.tomcat' },
  { artifact: /^log4j-(?:1\.2-api|api|core|jcl|jul|slf4j-impl|slf4j2-impl|web|bom|layout-template-json|to-slf4j)$/u, group: 'org.apache.logging.log4j' },
  { artifact: /^log4j$/u, group: 'log4j' },
  { artifact: /^groovy(?:-.+)?$/u, group: 'org.codehaus.groovy', until: 4 },
  { artifact: /^groovy(?:-.+)?$/u, group: 'org.apache.groovy' },
  { artifact: /^hibernate-(?:core|envers|jcache|c3p0|hikaricp|spatial|entitymanager|ehcache)$/u, group: 'org.hibernate', until: 6 },
  { artifact: /^hibernate-(?:core|envers|jcache|c3p0|hikaricp|spatial|agroal|testing)$/u, group: 'org.hibernate.orm' },
  { artifact: /^kotlin-(?:stdlib|reflect|script|compiler|gradle|daemon|build|native|test|tooling|klib|util|annotation)(?:-.+)?$/u, group: 'org.jetbrains.kotlin' },
  { artifact: /^kotlinx-(?:coroutines|serialization|datetime|io)-.+$/u, group: 'org.jetbrains.kotlinx' },
  { artifact: /^okhttp(?:-.+)?$/u, group: 'com.squareup.okhttp', until: 3 },
  { artifact: /^okhttp(?:-.+)?$/u, group: 'com.squareup.okhttp3' },
  { artifact: /^okio(?:-.+)?$/u, group: 'com.squareup.okio' },
  { artifact: /^bc(?:prov|pkix|pg|mail|util|tls|jmail)(?:-(?:ext-)?jdk.+)?$/u, group: 'org.bouncycastle' },
  { artifact: /^postgresql$/u, group: 'org.postgresql' },
  { artifact: /^h2$/u, group: 'com.h2database' },
  { artifact: /^mysql-connector-java$/u, group: 'mysql' },
  { artifact: /^mysql-connector-j$/u, group: 'com.mysql' },
  { artifact: /^mssql-jdbc$/u, group: 'com.microsoft.sqlserver' },
  { artifact: /^ojdbc\d+$/u, group: 'com.oracle.database.jdbc' },
  { artifact: /^scala-(?:library|reflect|compiler)$/u, group: 'org.scala-lang' },
  { artifact: /^scala3-library_3$/u, group: 'org.scala-lang' },
  { artifact: /^lombok$/u, group: 'org.projectlombok' },
  { artifact: /^ant(?:-.+)?$/u, group: 'org.apache.ant' },
  { artifact: /^lucene-.+$/u, group: 'org.apache.lucene' },
  { artifact: /^kafka-clients$|^kafka_2\.\d+$/u, group: 'org.apache.kafka' },
  { artifact: /^elasticsearch(?:-.+)?$/u, group: 'org.elasticsearch' },
  { artifact: /^dom4j$/u, group: 'dom4j', until: 2 },
  { artifact: /^dom4j$/u, group: 'org.dom4j' },
  { artifact: /^jdom2?$/u, group: 'org.jdom' },
  { artifact: /^xercesImpl$/u, group: 'xerces' },
  { artifact: /^xstream$/u, group: 'com.thoughtworks.xstream' },
  { artifact: /^junit$/u, group: 'junit' },
  { artifact: /^hamcrest(?:-.+)?$/u, group: 'org.hamcrest' },
  { artifact: /^micrometer-.+$/u, group: 'io.micrometer' },
  { artifact: /^reactor-core$/u, group: 'io.projectreactor' },
  { artifact: /^reactor-netty(?:-.+)?$/u, group: 'io.projectreactor.netty' },
  { artifact: /^rxjava$/u, group: 'io.reactivex', until: 2 },
  { artifact: /^byte-buddy(?:-.+)?$/u, group: 'net.bytebuddy' },
  { artifact: /^asm(?:-(?:analysis|commons|tree|util))?$/u, group: 'asm', until: 4 },
  { artifact: /^asm(?:-(?:analysis|commons|tree|util))?$/u, group: 'org.ow2.asm' },
  { artifact: /^cglib(?:-nodep)?$/u, group: 'cglib' },
  { artifact: /^velocity(?:-tools)?$/u, group: 'org.apache.velocity' },
  { artifact: /^caffeine$/u, group: 'com.github.ben-manes.caffeine' },
  { artifact: /^jna(?:-platform)?$/u, group: 'net.java.dev.jna' },
  { artifact: /^objenesis$/u, group: 'org.objenesis' },
  { artifact: /^opentest4j$/u, group: 'org.opentest4j' },
  { artifact: /^apiguardian-api$/u, group: 'org.apiguardian' },
  { artifact: /^opentelemetry-(?:api|common|context|sdk|sdk-(?:common|logs|metrics|trace|testing|extension-autoconfigure|extension-autoconfigure-spi)|exporter-(?:common|logging|otlp|otlp-common|prometheus|zipkin|sender-okhttp))$/u, group: 'io.opentelemetry' },
  { artifact: /^opentelemetry-semconv$/u, group: 'io.opentelemetry.semconv' },
  { artifact: /^protobuf-(?:java|java-util|javalite|kotlin)$/u, group: 'com.google.protobuf' },
  { artifact: /^jsr305$/u, group: 'com.google.code.findbugs' },
  { artifact: /^re2j$/u, group: 'com.google.re2j' },
  { artifact: /^json-path$/u, group: 'com.jayway.jsonpath' },
  { artifact: /^picocli$/u, group: 'info.picocli' },
  { artifact: /^checker-qual$/u, group: 'org.checkerframework' },
  { artifact: /^junit-jupiter(?:-.+)?$/u, group: 'org.junit.jupiter' },
  { artifact: /^junit-platform-.+$/u, group: 'org.junit.platform' },
  { artifact: /^reactive-streams$/u, group: 'org.reactivestreams' },
  { artifact: /^javax\.inject$/u, group: 'javax.inject' },
  { artifact: /^org\.eclipse\.osgi$/u, group: 'org.eclipse.platform' },
  { artifact: /^jsch$/u, group: 'com.jcraft' },
  { artifact: /^quartz$/u, group: 'org.quartz-scheduler' },
  { artifact: /^jasperreports$/u, group: 'net.sf.jasperreports' },
  { artifact: /^freemarker$/u, group: 'org.freemarker' },
  { artifact: /^commons-beanutils-(?:core|bean-collections)$/u, group: 'commons-beanutils' },
];

/** Artifacts of the first years of Maven, when a project's group was its name. */
const namedAsGroup = new Set([
  'aopalliance', 'avalon-framework', 'commons-beanutils', 'commons-chain', 'commons-cli', 'commons-codec', 'commons-collections', 'commons-configuration', 'commons-dbcp', 'commons-digester',
  'commons-discovery', 'commons-el', 'commons-fileupload', 'commons-httpclient', 'commons-io', 'commons-jexl', 'commons-lang', 'commons-logging', 'commons-net',
  'commons-pool', 'commons-validator', 'jaxen', 'logkit', 'ognl', 'oro', 'xalan', 'xml-apis',
]);

/** The group of an artifact by its name; undefined where it is not known for certain. */
export function knownGroup(artifact: string, version: string): string | undefined {
  if (artifact.length > 128) return undefined;
  if (namedAsGroup.has(artifact)) return artifact;
  const major = Number.parseInt(version, 10);
  return known.find((each) => each.artifact.test(artifact) && (each.until === undefined || major < each.until))?.group;
}
