package dev.holdfast.broker.security;

import dev.holdfast.broker.security.VerificationKey.BadKeyException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys in PEM: of themselves ({@code PUBLIC KEY}) or out of a certificate. */
final class PemKeys {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private PemKeys() {}

  /** All of them; none has a name. */
  static List<VerificationKey> parse(String pem) throws BadKeyException {
    List<VerificationKey> keys = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      keys.add(key(block.group(1), block.group(2)));
    }
    if (keys.isEmpty()) {
      throw new BadKeyException("holds no PUBLIC KEY and no CERTIFICATE in PEM");
    }
    return List.copyOf(keys);
  }

  private static VerificationKey key(String label, String base64) throws BadKeyException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return switch (label) {
        case "PUBLIC KEY" -> key(publicKey(der));
        case "CERTIFICATE" -> key(ofCertificate(der));
        default ->
            throw new BadKeyException(
                "holds a " + label + "; only PUBLIC KEY and CERTIFICATE belong here");
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BadKeyException("holds a " + label + " that cannot be read");
    }
  }

  private static VerificationKey key(PublicKey key) throws BadKeyException {
    if (key instanceof RSAPublicKey rsa) {
      return VerificationKey.rsa(null, rsa);
    }
    if (key instanceof ECPublicKey ec) {
      return VerificationKey.ec(null, ec);
    }
    throw new BadKeyException("holds a key that is neither RSA nor EC");
  }

  private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
    X509EncodedKeySpec encoded = new X509EncodedKeySpec(der);
    try {
      return KeyFactory.getInstance("RSA").generatePublic(encoded);
    } catch (InvalidKeySpecException notRsa) {
      return KeyFactory.getInstance("EC").generatePublic(encoded);
    }
  }

  private static PublicKey ofCertificate(byte[] der) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(der))
        .getPublicKey();
  }
}
