//! `POST /api/open/v3/getToken`: makes a bearer token from client id and secret.
//!
//! A session does this by itself when it needs a token. The token is at the top level of the reply, unlike everything
//! else; some servers put it under `data`. It holds personal data. Facts: docs/platforms/akool.md §3, checked 2026-11-21.

use bursar_macros::{object, params, record};

use crate::Secret;
use crate::error::{BursarError, ErrorKind};
use crate::http::{Reply, RequestBuilder};
use crate::io::Io;
use crate::operation::{Info, Operation, Platform, Safety};

/// Makes a token and gives it to the session too. Needs `clientId` and `clientSecret` among the credentials.
///
/// Errors of its own: `configuration` without client id and secret; `authentication` for wrong ones.
#[params]
pub struct CreateToken {}

/// A bearer token.
#[record]
pub struct Token {
    /// The token; it lives for more than a year.
    pub token: Secret,
}

#[object]
struct Minted {
    token: Option<Secret>,
}

impl Operation for CreateToken {
    type Output = Token;

    const INFO: Info = Info::post(Platform::Akool, "/api/open/v3/getToken", Safety::Repeat).without_credential();

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        let Some((id, secret)) = &request.client else {
            return Err(BursarError::configuration("clientId: tokens are made from clientId and clientSecret")
                .with_path("clientId"));
        };
        let (id, secret) = (id.clone(), secret.clone());
        request.fields(&[("clientId", id.expose()), ("clientSecret", secret.expose())]);
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Token, BursarError> {
        let minted: Minted = reply.whole()?;
        // Beside a token, `data` may hold anything.
        let token = minted.token.or_else(|| reply.record::<Token>().ok().map(|data| data.token));
        let token = token.filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| BursarError::new(ErrorKind::Decode, "token: is missing").with_path("token"))?;
        Ok(Token { token })
    }

    async fn run(self, io: Io) -> Result<Token, BursarError> {
        let made = io.exchange(&self).await?;
        Self::keep(&io, &made)?;
        Ok(made)
    }
}

impl CreateToken {
    /// Gives the token to the session. One that authenticates by key has no use for it.
    pub(crate) fn keep(io: &Io, made: &Token) -> Result<(), BursarError> {
        if io.session().mints() {
            let refused = |_| BursarError::new(ErrorKind::Decode, "token: cannot stand in a header").with_path("token");
            io.session().set_token(Some(made.token.clone())).map_err(refused)?;
        }
        Ok(())
    }
}
