//! A certificate authority of the sandbox's own, made at start, and a certificate for the loopback names.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

/// The authority's certificate as PEM, and what accepts TLS connections.
pub(crate) fn make(host: &str) -> Result<(String, TlsAcceptor), String> {
    let text = |error: rcgen::Error| error.to_string();
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, "Bursar sandbox authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority_key = KeyPair::generate().map_err(text)?;
    let certificate = authority.self_signed(&authority_key).map_err(text)?;
    let issuer = Issuer::new(authority, authority_key);

    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    let mut server = CertificateParams::new(names).map_err(text)?;
    server.distinguished_name.push(DnType::CommonName, "Bursar sandbox");
    server.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate().map_err(text)?;
    let signed = server.signed_by(&key, &issuer).map_err(text)?;

    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![signed.der().clone()], key))
        .map_err(|error| error.to_string())?;
    Ok((certificate.pem(), TlsAcceptor::from(Arc::new(config))))
}
