//! How every documented reply, and every kind of foreign one, is sorted: `docs/platforms/*.md` and the design's §4.

use crate::error::ErrorKind::{
    self, Authentication, Configuration, Conflict, Decode, InsufficientCredit, InvalidRequest, NotFound, Permission,
    RateLimited, Refused, Server,
};
use crate::fields::Data;
use crate::http::Arrived;
use crate::operation::Platform;
use crate::retry::Certainty;
use crate::sort::{Sorted, sort};

/// What a reply proves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    Done,
    /// Nothing happened.
    No(ErrorKind),
    /// Nothing happened, and it asks to come again.
    Later(ErrorKind),
    /// It proves nothing; another attempt may go better.
    Passing(ErrorKind),
    /// It proves nothing, and another attempt is not better.
    Unclear(ErrorKind),
}
use Verdict::{Done, Later, No, Passing, Unclear};

fn verdict(platform: Platform, status: u16, body: &[u8]) -> (Verdict, Option<String>) {
    let reply = Arrived { status, headers: vec![("x-request-id".into(), "r1".into())], body: body.to_vec() };
    match sort(platform, &reply, Data::Text) {
        Sorted::Done(_) => (Done, None),
        Sorted::Failed(error, certainty) => {
            assert_eq!((error.status, error.request_id.as_deref()), (Some(status.into()), Some("r1")));
            assert!(!error.detail.is_empty());
            let verdict = match certainty {
                Certainty::Refused { patience: false } => No(error.kind),
                Certainty::Refused { patience: true } => Later(error.kind),
                Certainty::Unclear { passing: true } => Passing(error.kind),
                Certainty::Unclear { passing: false } => Unclear(error.kind),
                Certainty::NotSent | Certainty::MaybeSent => panic!("a reply came"),
            };
            (verdict, error.code.clone())
        }
    }
}

#[track_caller]
fn check(platform: Platform, table: &[(u16, &str, Verdict)]) {
    for (status, body, expected) in table {
        let (found, _) = verdict(platform, *status, body.as_bytes());
        assert_eq!(found, *expected, "{platform:?} {status} {body}");
    }
}

/// What a status says when the body is not the platform's. A 4xx other than 408 is a refusal; nothing else is.
const STATUSES: &[(u16, Verdict)] = &[
    (100, Passing(Server)),
    (301, Unclear(Server)),
    (302, Unclear(Server)),
    (307, Unclear(Server)),
    (400, No(InvalidRequest)),
    (401, No(Authentication)),
    (402, No(InsufficientCredit)),
    (403, No(Permission)),
    (404, No(Configuration)),
    (405, No(InvalidRequest)),
    (407, No(Authentication)),
    (408, Passing(Server)),
    (409, No(Conflict)),
    (410, No(Configuration)),
    (413, No(InvalidRequest)),
    (418, No(Refused)),
    (422, No(InvalidRequest)),
    (429, Later(RateLimited)),
    (500, Passing(Server)),
    (502, Passing(Server)),
    (503, Passing(Server)),
    (504, Passing(Server)),
    (599, Passing(Server)),
];

#[test]
fn statuses_decide_where_the_body_is_not_the_platforms() {
    for platform in Platform::ALL {
        for body in ["", "404 page not found", "<html>Bad Gateway</html>", "{}", "[]", "null", "{\"x\":1", "\u{feff}"] {
            for (status, expected) in STATUSES {
                let (found, code) = verdict(platform, *status, body.as_bytes());
                assert_eq!((found, code), (*expected, None), "{platform:?} {status} {body:?}");
            }
        }
    }
}

#[test]
fn a_success_that_is_not_the_platforms_proves_nothing() {
    for platform in [Platform::Lbai, Platform::Akool, Platform::EspAi] {
        for body in
            ["", " ", "ok", "<html>login</html>", "{}", "[]", "null", "1", "\"x\"", "{\"success\":true", "\u{feff}"]
        {
            for status in [200, 201, 204] {
                assert_eq!(
                    verdict(platform, status, body.as_bytes()).0,
                    Unclear(Decode),
                    "{platform:?} {status} {body:?}"
                );
            }
        }
        assert_eq!(verdict(platform, 200, b"\xff\xfe{}").0, Unclear(Decode));
    }
    // opencatd has no envelope: what is no failure, its reader judges.
    for body in ["", " \n"] {
        assert_eq!(verdict(Platform::OpenCatd, 200, body.as_bytes()).0, Unclear(Decode), "{body:?}");
    }
    assert_eq!(verdict(Platform::OpenCatd, 200, b"\xff").0, Unclear(Decode));
}

#[test]
fn lbai() {
    check(
        Platform::Lbai,
        &[
            (200, r#"{"data":{"balance":1},"errorCode":0,"line":null,"message":"success","success":true}"#, Done),
            (201, r#"{"data":null,"errorCode":0,"message":null,"success":true}"#, Done),
            (200, r#"{"errorCode":"0","success":true}"#, Done),
            (200, "\u{feff}{\"errorCode\":0,\"success\":true}", Done),
            (200, r#"{"data":null,"errorCode":1,"message":"no","success":false}"#, No(Refused)),
            (200, r#"{"data":null,"errorCode":401,"message":"no","success":false}"#, No(Refused)),
            (200, r#"{"data":null,"errorCode":-1,"message":null,"success":false}"#, No(Refused)),
            (200, r#"{"data":null,"errorCode":500,"message":"系统错误","success":false}"#, Passing(Server)),
            (200, r#"{"data":null,"errorCode":599,"message":"no","success":false}"#, Passing(Server)),
            (200, r#"{"data":null,"errorCode":600,"message":"no","success":false}"#, No(Refused)),
            // The two flags contradict each other.
            (200, r#"{"data":null,"errorCode":0,"message":"no","success":false}"#, Passing(Server)),
            (200, r#"{"data":{},"errorCode":7,"message":"success","success":true}"#, Passing(Server)),
            (400, r#"{"data":null,"errorCode":7,"message":"no","success":false}"#, No(InvalidRequest)),
            (401, r#"{"data":null,"errorCode":7,"message":"no","success":false}"#, No(Authentication)),
            (408, r#"{"data":null,"errorCode":7,"message":"no","success":false}"#, Passing(Server)),
            (429, r#"{"data":null,"errorCode":7,"message":"no","success":false}"#, Later(RateLimited)),
            (500, r#"{"data":null,"errorCode":7,"message":"no","success":false}"#, Passing(Server)),
            (500, r#"{"data":null,"errorCode":0,"message":"no","success":true}"#, Passing(Server)),
            // Not the envelope.
            (200, r#"{"success":true}"#, Unclear(Decode)),
            (200, r#"{"errorCode":0}"#, Unclear(Decode)),
            (200, r#"{"errorCode":0,"success":"true"}"#, Unclear(Decode)),
            (200, r#"{"errorCode":0,"success":true,"success":false}"#, Unclear(Decode)),
        ],
    );
    let (_, code) = verdict(Platform::Lbai, 500, br#"{"errorCode":42,"success":false}"#);
    assert_eq!(code.as_deref(), Some("42"));
}

#[test]
fn opencatd() {
    check(
        Platform::OpenCatd,
        &[
            (200, r#"{"id":1,"name":"root","token":"t"}"#, Done),
            (200, "[]", Done),
            (200, r#"[{"error":"a row"}]"#, Done),
            (200, r#"{"message":"ok"}"#, Done),
            (201, r#"{"id":1}"#, Done),
            // No, wrong or non-root token.
            (401, r#"{"error":"Unauthorized"}"#, No(Authentication)),
            (200, r#"{"error":"Unauthorized"}"#, No(Authentication)),
            // Too short a header.
            (500, "", Passing(Server)),
            // Bodies that do not parse, as text/plain.
            (400, r#"{"error":"unexpected EOF"}"#, No(InvalidRequest)),
            (400, r#"{"error":"EOF"}"#, No(InvalidRequest)),
            (400, r#"{"error":{"message":"json: cannot unmarshal"}}"#, No(InvalidRequest)),
            // Duplicates, at any status.
            (200, r#"{"error":"constraint failed: UNIQUE constraint failed: users.name (2067)"}"#, No(Conflict)),
            (
                500,
                r#"{"error":{"message":"constraint failed: UNIQUE constraint failed: keys.key (2067)"}}"#,
                No(Conflict),
            ),
            (
                500,
                r#"{"error":{"message":"constraint failed: UNIQUE constraint failed: keys.name (2067)"}}"#,
                No(Conflict),
            ),
            (403, r#"{"error":"constraint failed: UNIQUE constraint failed: users.token (2067)"}"#, No(Conflict)),
            (403, r#"{"error":"super user already exists, use cli to reset password"}"#, No(Conflict)),
            (403, r#"{"error":"super user already exists, please input token"}"#, No(Conflict)),
            // Refusals.
            (200, r#"{"error":"invalid user name"}"#, No(InvalidRequest)),
            (200, r#"{"error":"invalid user id"}"#, No(InvalidRequest)),
            (200, r#"{"error":"invalid key id"}"#, No(InvalidRequest)),
            (200, r#"{"error":"record not found"}"#, No(NotFound)),
            (403, r#"{"error":"record not found"}"#, No(NotFound)),
            (403, r#"{"error":"some usage fault"}"#, Unclear(Permission)),
            (403, "", No(Permission)),
            (404, "404 page not found", No(Configuration)),
            (301, "", Unclear(Server)),
            // SQLite is busy: the statement did not run, in any shape of error.
            (200, r#"{"error":"database is locked (5) (SQLITE_BUSY)"}"#, Later(Server)),
            (403, r#"{"error":"database is locked (5) (SQLITE_BUSY)"}"#, Later(Server)),
            (500, r#"{"error":{"message":"database is locked (5) (SQLITE_BUSY)"}}"#, Later(Server)),
            // Words that are not documented prove nothing. Two documents back to back.
            (200, r#"{"error":"no such table: users"}null"#, Unclear(Refused)),
            // Errors without words.
            (200, r#"{"error":""}"#, Unclear(Refused)),
            (200, r#"{"error":{}}"#, Unclear(Refused)),
            (200, r#"{"error":false}"#, Unclear(Refused)),
            (200, r#"{"error":null,"message":"ok"}"#, Done),
            // The server's own failures prove nothing.
            (500, r#"{"error":"boom"}"#, Passing(Server)),
            (500, r#"{"error":{"message":"record not found"}}"#, Passing(Server)),
            (500, "Internal Server Error", Passing(Server)),
            (408, r#"{"error":"boom"}"#, Passing(Server)),
            (429, r#"{"error":"boom"}"#, Later(RateLimited)),
        ],
    );
}

#[test]
fn akool() {
    let envelope = |code: i64| format!(r#"{{"code":{code},"msg":"m"}}"#);
    for (code, expected) in [
        (1000, Done),
        (1003, No(InvalidRequest)),
        (1005, Later(RateLimited)),
        (1006, No(InsufficientCredit)),
        (1007, No(Refused)),
        (1008, No(NotFound)),
        (1009, No(Permission)),
        (1010, No(Refused)),
        (1015, No(Refused)),
        (1101, No(Authentication)),
        (1102, No(Authentication)),
        (1108, No(Refused)),
        (1200, No(Permission)),
        (1201, No(Refused)),
        (4321, No(Refused)),
    ] {
        let (found, shown) = verdict(Platform::Akool, 200, envelope(code).as_bytes());
        assert_eq!((found, shown), (expected, (found != Done).then(|| code.to_string())), "{code}");
        // A documented code decides at any status; success needs both, and an unknown code has the status's word.
        for (status, by_status) in STATUSES {
            let expected = match by_status {
                _ if ![1000, 4321].contains(&code) => expected,
                // The platform itself says so.
                No(Configuration) => No(NotFound),
                by_status => *by_status,
            };
            assert_eq!(verdict(Platform::Akool, *status, envelope(code).as_bytes()).0, expected, "{status} {code}");
        }
    }
    check(
        Platform::Akool,
        &[
            (200, r#"{"code":1000,"token":"t"}"#, Done),
            (200, r#"{"code":"1000"}"#, Done),
            (200, r#"{"code":1000.5}"#, Unclear(Decode)),
            (200, r#"{"msg":"OK"}"#, Unclear(Decode)),
            (502, "<html>", Passing(Server)),
        ],
    );
}

#[test]
fn espai() {
    check(
        Platform::EspAi,
        &[
            (200, r#"{"success":true,"message":"请求成功","data":[],"totalNumber":0}"#, Done),
            (200, r#"{"success":true,"data":"https://pay.example"}"#, Done),
            (200, r#"{"success":true,"message":"删除成功"}"#, Done),
            // The server's fault proves nothing, though it comes as a refusal.
            (200, r#"{"success":false,"message":"系统错误：xxx","code":500}"#, Passing(Server)),
            (200, r#"{"success":false,"message":"m","code":"500"}"#, Passing(Server)),
            (200, r#"{"success":false,"message":"m","code":503}"#, Passing(Server)),
            // A missing parameter, not a missing login.
            (200, r#"{"success":false,"message":"缺失参数：phone","code":401}"#, No(InvalidRequest)),
            (200, r#"{"success":false,"message":"额度卡不存在"}"#, No(Refused)),
            (200, r#"{"success":false,"message":"设备未找到，请检查！"}"#, No(Refused)),
            (200, r#"{"success":false,"code":400}"#, No(Refused)),
            (200, r#"{"success":false,"message":"m","code":null}"#, No(Refused)),
            (400, r#"{"success":false,"message":"m"}"#, No(InvalidRequest)),
            (401, r#"{"success":false,"message":"m"}"#, No(Authentication)),
            (408, r#"{"success":false,"message":"m"}"#, Passing(Server)),
            (429, r#"{"success":false,"message":"m"}"#, Later(RateLimited)),
            (500, r#"{"success":false,"message":"m"}"#, Passing(Server)),
            (500, r#"{"success":true}"#, Passing(Server)),
            // Not the envelope.
            (200, r#"{"message":"m"}"#, Unclear(Decode)),
            (200, r#"{"success":1}"#, Unclear(Decode)),
            (200, r#"{"success":"true"}"#, Unclear(Decode)),
            (200, r#"{"success":true,"success":true}"#, Unclear(Decode)),
            (200, r#"{"success":false,"code":"x"}"#, Unclear(Decode)),
        ],
    );
}
