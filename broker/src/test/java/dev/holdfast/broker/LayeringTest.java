package dev.holdfast.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Which package may know of what. */
@AnalyzeClasses(packages = "dev.holdfast", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
  private static final String PROTOCOL = "dev.holdfast.protocol..";
  private static final String CLIENT = "dev.holdfast.client..";
  private static final String ROUTING = "dev.holdfast.broker.routing..";
  private static final String QUEUE = "dev.holdfast.broker.queue..";
  private static final String STORAGE = "dev.holdfast.broker.storage..";
  private static final String TRANSPORT = "dev.holdfast.broker.transport..";
  private static final String SESSION = "dev.holdfast.broker.session..";
  private static final String LIMITS = "dev.holdfast.broker.limits..";
  private static final String MSGPACK = "dev.holdfast.broker.msgpack..";
  private static final String PERMISSION = "dev.holdfast.broker.security.permission..";
  private static final String SECURITY = "dev.holdfast.broker.security..";
  private static final String ADMIN = "dev.holdfast.broker.admin..";
  private static final String METRICS = "dev.holdfast.broker.metrics..";
  private static final String ADMIN_SERVER = "dev.holdfast.broker.admin";
  private static final String ADMIN_API = "dev.holdfast.broker.admin.api..";
  private static final String CONFIG = "dev.holdfast.broker.config..";
  private static final String WIRING = "dev.holdfast.broker";
  private static final String CLI = "dev.holdfast.cli..";

  @ArchTest static final ArchRule onlyStorageKnowsRocksDb = only(STORAGE).know("org.rocksdb..");

  @ArchTest
  static final ArchRule theCoreKnowsNeitherTheNetworkNorTheDisk =
      noClasses()
          .that()
          .resideInAnyPackage(PROTOCOL, ROUTING, QUEUE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..", "org.rocksdb..", "java.nio.file..");

  @ArchTest
  static final ArchRule theCoreHasNoRandomnessOfItsOwn =
      noClasses()
          .that()
          .resideInAnyPackage(PROTOCOL, ROUTING, QUEUE)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, ThreadLocalRandom.class, RandomGenerator.class)
          .orShould()
          .callMethod(UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule theCoreReadsNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(PROTOCOL, ROUTING, QUEUE)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now");

  @ArchTest
  static final ArchRule theProtocolKnowsNothingElse =
      nothingOf(PROTOCOL).knows("dev.holdfast.broker..", CLIENT, CLI);

  @ArchTest
  static final ArchRule theTransportKnowsOnlyEngineIo =
      nothingOf(TRANSPORT)
          .knows(
              "dev.holdfast.protocol.socketio..",
              MSGPACK,
              SESSION,
              SECURITY,
              QUEUE,
              ROUTING,
              STORAGE,
              ADMIN,
              CONFIG,
              WIRING,
              CLI);

  @ArchTest
  static final ArchRule limitsKnowNobodyWhoAsksThem =
      nothingOf(LIMITS)
          .knows(
              PROTOCOL,
              "io.vertx..",
              TRANSPORT,
              SESSION,
              QUEUE,
              ROUTING,
              STORAGE,
              ADMIN,
              CONFIG,
              WIRING,
              CLI);

  @ArchTest
  static final ArchRule theQueueKnowsNoLayerAboveIt =
      nothingOf(QUEUE)
          .knows(TRANSPORT, SESSION, SECURITY, ROUTING, STORAGE, ADMIN, CONFIG, WIRING, CLI);

  @ArchTest
  static final ArchRule routingKnowsTheQueuesWordsOnly =
      nothingOf(ROUTING).knows(TRANSPORT, SESSION, SECURITY, STORAGE, ADMIN, CONFIG, WIRING, CLI);

  @ArchTest
  static final ArchRule securityKnowsNamesAndNothingThatIsSecured =
      nothingOf(SECURITY)
          .knows(
              "io.vertx..",
              "io.netty..",
              TRANSPORT,
              SESSION,
              QUEUE,
              STORAGE,
              ADMIN,
              CONFIG,
              WIRING,
              CLI);

  @ArchTest static final ArchRule onlySecurityReadsTokens = only(SECURITY).know("com.nimbusds..");

  @ArchTest
  static final ArchRule storageKnowsTheQueueOnly =
      nothingOf(STORAGE).knows(TRANSPORT, SESSION, ROUTING, ADMIN, CONFIG, WIRING, CLI);

  @ArchTest
  static final ArchRule permissionsAreFunctionsOfNames =
      nothingOf(PERMISSION)
          .knows(
              "io.vertx..",
              "java.nio.file..",
              PROTOCOL,
              TRANSPORT,
              SESSION,
              QUEUE,
              ROUTING,
              STORAGE,
              ADMIN,
              CONFIG,
              WIRING,
              CLI);

  @ArchTest
  static final ArchRule sessionsKnowNeitherTheDiskNorTheNetworkLibrary =
      nothingOf(SESSION).knows("io.vertx..", "io.netty..", STORAGE, ADMIN, CONFIG, WIRING, CLI);

  @ArchTest
  static final ArchRule msgpackStandsBetweenTransportAndSessionsAndKnowsNoneOfTheLatter =
      nothingOf(MSGPACK)
          .knows("io.vertx..", SESSION, QUEUE, ROUTING, STORAGE, ADMIN, CONFIG, WIRING, CLI);

  @ArchTest
  static final ArchRule whatIsServedBesideEngineIoKnowsTheTransportOnly =
      nothingOf(ADMIN_SERVER)
          .knows(
              PROTOCOL,
              SESSION,
              QUEUE,
              ROUTING,
              STORAGE,
              CONFIG,
              WIRING,
              CLI,
              ADMIN_API,
              "org.rocksdb..");

  @ArchTest
  static final ArchRule theAdminApiStandsOnSessionsAndQueuesAndKnowsNoNetwork =
      nothingOf(ADMIN_API)
          .knows("io.vertx..", "io.netty..", TRANSPORT, STORAGE, CONFIG, WIRING, CLI);

  @ArchTest
  static final ArchRule filesKnowNothingOfTheBroker =
      nothingOf("dev.holdfast.broker.files..")
          .knows(PROTOCOL, TRANSPORT, SESSION, QUEUE, ROUTING, STORAGE, ADMIN, CONFIG, WIRING, CLI);

  @ArchTest
  static final ArchRule configurationIsReadByTheWiringAlone =
      only(CONFIG, WIRING, CLI).know(CONFIG);

  @ArchTest
  static final ArchRule onlyTheMetricsKnowTheirLibrary = only(METRICS).know("io.micrometer..");

  @ArchTest
  static final ArchRule theMetricsReadTheLayersAndOnlyTheWiringReadsThem =
      only(METRICS, WIRING).know(METRICS);

  @ArchTest
  static final ArchRule theMetricsKnowNothingAboveTheLayers =
      nothingOf(METRICS).knows(ADMIN, CONFIG, WIRING, CLI);

  @ArchTest
  static final ArchRule theClientKnowsNothingOfTheBroker =
      nothingOf(CLIENT).knows("dev.holdfast.broker..", CLI, "org.slf4j..").allowEmptyShould(true);

  @ArchTest
  static final ArchRule theClientsPublicMethodsNameNoVertxType =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("dev.holdfast.client")
          .and()
          .arePublic()
          .should(haveInTheirSignature("io.vertx"))
          .allowEmptyShould(true);

  private record Layer(String name) {
    ArchRule knows(String... others) {
      return noClasses()
          .that()
          .resideInAPackage(name)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others);
    }
  }

  private record Layers(List<String> names) {
    ArchRule know(String library) {
      return noClasses()
          .that()
          .resideOutsideOfPackages(names.toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(library);
    }
  }

  private static Layer nothingOf(String layer) {
    return new Layer(layer);
  }

  private static Layers only(String... layers) {
    return new Layers(List.of(layers));
  }

  private static ArchCondition<JavaMethod> haveInTheirSignature(String packagePrefix) {
    DescribedPredicate<JavaClass> inside =
        DescribedPredicate.describe(
            "in " + packagePrefix, type -> type.getPackageName().startsWith(packagePrefix));
    return new ArchCondition<>("have a type of " + packagePrefix + " in their signature") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean found =
            method.getReturnType().getAllInvolvedRawTypes().stream().anyMatch(inside)
                || method.getParameterTypes().stream()
                    .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                    .anyMatch(inside);
        events.add(new SimpleConditionEvent(method, found, method.getDescription()));
      }
    };
  }
}
