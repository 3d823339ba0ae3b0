//! Looks names up for new connections only. By itself ureq does it for each request, in a thread that it starts for that, also
//! where a kept connection is there.

use ::ureq::config::Config;
use ::ureq::http::Uri;
use ::ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ::ureq::unversioned::transport::time::{Duration, Instant};
use ::ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport};
use ::ureq::{Error, Timeout};

/// What ureq asks before it looks for a kept connection.
#[derive(Debug)]
pub(super) struct Later;

impl Resolver for Later {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        Ok(self.empty())
    }
}

/// Looks the name up, and connects. Both together take as long as connecting may take.
#[derive(Debug, Default)]
pub(super) struct Resolving<R = DefaultResolver> {
    connector: DefaultConnector,
    resolver: R,
}

impl<R: Resolver> Connector for Resolving<R> {
    type Out = Box<dyn Transport>;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Self::Out>, Error> {
        let mut details = copied(details);
        let ConnectionDetails { uri, config, timeout, .. } = details;
        // The name of a server behind a proxy is the proxy's to look up; the proxy's own comes looked up.
        let direct = config.proxy().is_none_or(|proxy| proxy.is_no_proxy(uri) || proxy.resolve_target());
        if details.addrs.is_empty() && direct {
            details.addrs = self.resolver.resolve(uri, config, timeout).map_err(|error| match error {
                Error::Timeout(_) => Error::Timeout(Timeout::Resolve),
                other => other,
            })?;
            details.timeout.after = left(timeout.after, details.now, (details.current_time)());
        }
        details.resolver = &self.resolver;
        self.connector.connect(&details, None)
    }
}

/// What a connector is told, to be told to another in part. The type has no copy of its own.
pub(super) fn copied<'a>(details: &ConnectionDetails<'a>) -> ConnectionDetails<'a> {
    ConnectionDetails {
        uri: details.uri,
        addrs: details.addrs.clone(),
        config: details.config,
        request_level: details.request_level,
        resolver: details.resolver,
        now: details.now,
        timeout: details.timeout,
        current_time: details.current_time.clone(),
        run_connector: details.run_connector.clone(),
        register_shutdown: details.register_shutdown.clone(),
    }
}

/// What is left of a time. Never nothing: that would be no limit.
fn left(time: Duration, from: Instant, to: Instant) -> Duration {
    match (time, from, to) {
        (Duration::Exact(time), Instant::Exact(from), Instant::Exact(to)) => {
            let used = to.saturating_duration_since(from);
            time.saturating_sub(used).max(std::time::Duration::from_millis(1)).into()
        }
        _ => time,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use ::ureq::Agent;

    use super::*;

    #[derive(Debug)]
    struct Counting(SocketAddr, Arc<AtomicUsize>);

    impl Resolver for Counting {
        fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
            self.1.fetch_add(1, Ordering::SeqCst);
            let mut found = self.empty();
            found.push(self.0);
            Ok(found)
        }
    }

    #[test]
    fn a_name_is_looked_up_once_for_a_connection_that_is_kept() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let mut seen = [0; 1024];
            for _ in 0..3 {
                assert!(socket.read(&mut seen).unwrap() > 0);
                socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
            }
        });
        let lookups = Arc::<AtomicUsize>::default();
        let resolver = Counting(address, Arc::clone(&lookups));
        let connector = Resolving { connector: DefaultConnector::default(), resolver };
        let agent = Agent::with_parts(Config::default(), connector, Later);
        for _ in 0..3 {
            let mut reply = agent.get("http://nowhere.invalid/").call().unwrap();
            assert_eq!(reply.body_mut().read_to_string().unwrap(), "{}");
        }
        server.join().unwrap();
        assert_eq!(lookups.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn looking_a_name_up_takes_from_the_time_to_connect() {
        let began = std::time::Instant::now();
        let after = |ms| Instant::Exact(began + std::time::Duration::from_millis(ms));
        let whole = Duration::from_millis(100);
        assert_eq!(left(whole, after(0), after(30)), Duration::from_millis(70));
        assert_eq!(left(whole, after(0), after(300)), Duration::from_millis(1));
        assert_eq!(left(Duration::NotHappening, after(0), after(30)), Duration::NotHappening);
    }
}
