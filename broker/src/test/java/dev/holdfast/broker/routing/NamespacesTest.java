package dev.holdfast.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.ClientKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamespacesTest {
  private static NamespaceRules rules(String... backends) {
    return new NamespaceRules(
        false, new Backends(List.of(backends), null, 1000), Routes.toEveryone());
  }

  private static Namespaces declared() {
    Map<String, NamespaceRules> declared = new LinkedHashMap<>();
    declared.put("/tenant-*", rules("tenants"));
    declared.put("/*-internal", rules("internal"));
    declared.put("/tenant-vip", rules("vip", "audit"));
    declared.put("/", rules());
    return new Namespaces(declared);
  }

  @ParameterizedTest
  @CsvSource({
    "/tenant-vip, vip",
    "/tenant-7, tenants",
    "/tenant-, tenants",
    "/tenant-7-internal, tenants",
    "/x-internal, internal"
  })
  void anExactNameWinsThenTheFirstPatternThatFits(String name, String backend) {
    assertThat(declared().of(name)).isNotNull();
    assertThat(declared().of(name).backends().clientIds()).first().isEqualTo(backend);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/other", "/tenan", "", "tenant-7", "/tenant-a,b", "/tenant-\u0000"})
  void whatNothingDeclaresOrIsNoLegalNameIsNoNamespace(String name) {
    assertThat(declared().of(name)).isNull();
  }

  @Test
  void aNameThatIsTooLongIsNoNamespace() {
    assertThat(declared().of("/tenant-" + "x".repeat(247))).isNotNull();
    assertThat(declared().of("/tenant-" + "x".repeat(248))).isNull();
  }

  @Test
  void onlyTheBackendsOfNamespacesWithANameAreKnownFromTheStart() {
    assertThat(declared().backends())
        .containsExactly(
            new ClientKey("/tenant-vip", "vip"), new ClientKey("/tenant-vip", "audit"));
  }

  @Test
  void backendsOfAPatternCountAmongThoseThereMayBe() {
    assertThat(declared().haveBackends()).isTrue();
    assertThat(new Namespaces(Map.of("/", rules(), "/a*", rules())).haveBackends()).isFalse();
  }
}
