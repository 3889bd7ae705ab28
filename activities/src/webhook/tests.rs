//! Requests within bounds, against receivers that misbehave.

use super::{
    BadTarget, Bounds, Parcel, Posted, Poster, Signed, SigningSecret, Verdict, signature::dingtalk_sign,
    target,
};
use chrono::Utc;
use duban_domain::{
    Actor, WallTime,
    webhook::{WebhookFormat, WebhookUrl},
};
use duban_store::{KeptSecret, Secrets, Webhook};
use std::{collections::BTreeMap, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BOUNDS: Bounds =
    Bounds { allow_private: false, allow_loopback: true, timeout: Duration::from_millis(700) };

fn webhook(format: WebhookFormat, url: &str, secret: Option<&str>) -> Webhook {
    let current = secret.map(KeptSecret::new);
    Webhook {
        id: "hook-1".into(),
        bureau: "522701".into(),
        name: "测试".to_owned(),
        url: WebhookUrl::new(url),
        format,
        kinds: Default::default(),
        secrets: current.map(|current| Secrets { current, previous: None }),
        active: true,
        stopped: None,
        by: Actor { bureau: "522701".into(), name: "管理员".to_owned() },
        made: now(),
        cursor: 0,
        delivered: None,
        failures: 0,
    }
}

fn now() -> WallTime {
    WallTime::new(Utc::now())
}

/// How a receiver behaves once it has read a request.
#[derive(Clone, Copy)]
enum Behaviour {
    /// Answers this and closes.
    Says(&'static str),
    /// Says nothing, ever.
    Hangs,
    /// Begins an answer and sends no end of it.
    Floods,
}

/// A receiver of one request; its task ends with the request as it came.
async fn receiver(behaviour: Behaviour) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?key=hunter2", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = Vec::new();
        while !is_whole(&read) {
            let mut buffer = [0; 4096];
            let count = stream.read(&mut buffer).await.unwrap();
            assert!(count > 0, "the request was cut");
            read.extend_from_slice(&buffer[..count]);
        }
        match behaviour {
            Behaviour::Says(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
            Behaviour::Hangs => {
                // Until the other side has given up.
                let _ = stream.read(&mut [0; 1]).await;
            }
            Behaviour::Floods => {
                let head = "HTTP/1.1 500 Error\r\ncontent-length: 1000000000\r\n\r\n";
                stream.write_all(head.as_bytes()).await.unwrap();
                // Ends when the other side stops reading.
                while stream.write_all(&[b'x'; 65_536]).await.is_ok() {}
            }
        }
        String::from_utf8(read).unwrap()
    });
    (url, task)
}

fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    headers(head).get("content-length").is_some_and(|length| body.len() >= length.parse::<usize>().unwrap())
}

fn headers(head: &str) -> BTreeMap<String, String> {
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    lines.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect()
}

async fn post(format: WebhookFormat, url: &str, secret: Option<&str>) -> Posted {
    let parcel = Parcel::test(format, "test_1", now()).unwrap();
    Poster::new(BOUNDS).unwrap().post(&webhook(format, url, secret), &parcel).await
}

#[tokio::test]
async fn a_request_is_signed_and_taken() {
    let (url, task) = receiver(Behaviour::Says("HTTP/1.1 204 No Content\r\n\r\n")).await;
    let Posted { attempt, verdict } = post(WebhookFormat::Standard, &url, Some(SECRET)).await;
    assert_eq!((verdict, attempt.status), (Verdict::Taken, Some(204)));
    let request = task.await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /hook?key=hunter2 HTTP/1.1"), "{head}");
    let headers = headers(head);
    let signed = Signed {
        id: &headers["webhook-id"],
        timestamp: &headers["webhook-timestamp"],
        signature: &headers["webhook-signature"],
        body: body.as_bytes(),
    };
    signed.verify(&[SigningSecret::parse(SECRET).unwrap()], Utc::now().timestamp()).unwrap();
    assert!(body.contains("\"type\":\"webhook.test\""), "{body}");
}

#[tokio::test]
async fn a_receiver_that_misbehaves_is_bounded() {
    use Behaviour::{Floods, Hangs, Says};
    let wait = Some(Duration::from_secs(7));
    let long = Some(Duration::from_secs(3600));
    let refused = Verdict::Refused { wait: None };
    let cases = [
        (
            Says("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"),
            refused,
            Some(302),
        ),
        (Says("HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\nb\x07ad"), refused, Some(500)),
        (Says("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n"), Verdict::Gone, Some(410)),
        (
            Says("HTTP/1.1 429 Slow\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n"),
            Verdict::Refused { wait },
            Some(429),
        ),
        (
            Says("HTTP/1.1 503 Away\r\nretry-after: 99999999\r\ncontent-length: 0\r\n\r\n"),
            Verdict::Refused { wait: long },
            Some(503),
        ),
        (Says("SSH-2.0-OpenSSH_9.7\r\n"), refused, None),
        (Hangs, refused, None),
        (Floods, refused, Some(500)),
    ];
    for (behaviour, expected, status) in cases {
        let (url, task) = receiver(behaviour).await;
        let Posted { attempt, verdict } = post(WebhookFormat::Standard, &url, Some(SECRET)).await;
        assert_eq!((verdict, attempt.status), (expected, status), "{attempt:?}");
        assert!(attempt.told.len() <= 5000 && !attempt.told.contains("hunter2"), "{}", attempt.told);
        assert!(!attempt.told.contains('\x07'));
        task.await.unwrap();
    }
    // Nobody listens where a receiver was.
    let Posted { attempt, verdict } =
        post(WebhookFormat::Standard, "http://127.0.0.1:1/", Some(SECRET)).await;
    assert_eq!((verdict, attempt.status), (refused, None));
    assert!(attempt.told.contains("refused"), "{}", attempt.told);
}

#[tokio::test]
async fn a_robot_s_200_is_not_enough() {
    let ok = "HTTP/1.1 200 OK\r\ncontent-length: 27\r\n\r\n{\"errcode\":0,\"errmsg\":\"ok\"}";
    let full =
        "HTTP/1.1 200 OK\r\ncontent-length: 43\r\n\r\n{\"errcode\":45009,\"errmsg\":\"api freq limit\"}";
    let page = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>";
    for (answer, taken) in [(ok, true), (full, false), (page, false)] {
        for format in [WebhookFormat::WeCom, WebhookFormat::DingTalk] {
            let (url, task) = receiver(Behaviour::Says(answer)).await;
            let Posted { verdict, attempt } = post(format, &url, Some("SECabc")).await;
            assert_eq!(verdict == Verdict::Taken, taken, "{attempt:?}");
            let request = task.await.unwrap();
            let (first, _) = request.split_once(" HTTP/1.1").unwrap();
            assert!(!request.contains("webhook-signature"), "{request}");
            let query = first.split_once("key=hunter2").unwrap().1;
            match format {
                WebhookFormat::DingTalk => {
                    let url: reqwest::Url = format!("http://robot/?{}", &query[1..]).parse().unwrap();
                    let pairs: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
                    let sign = dingtalk_sign("SECabc", pairs["timestamp"].parse().unwrap());
                    assert_eq!(pairs["sign"], sign);
                }
                _ => assert_eq!(query, ""),
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_where_webhooks_may_not_reach() {
    let strict = Bounds { allow_loopback: false, ..BOUNDS };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let parcel = Parcel::test(WebhookFormat::Standard, "test_1", now()).unwrap();
    let poster = Poster::new(strict).unwrap();
    // By its address, and by a name that leads to it.
    for url in [format!("https://127.0.0.1:{port}/"), format!("https://localhost:{port}/")] {
        let hook = webhook(WebhookFormat::Standard, &url, Some(SECRET));
        let Posted { attempt, verdict } = poster.post(&hook, &parcel).await;
        assert_eq!(verdict, Verdict::Refused { wait: None });
        assert!(attempt.told.contains("may not reach"), "{}", attempt.told);
    }
    let connected = listener.accept().map_err(|error| error.kind());
    assert_eq!(connected.unwrap_err(), std::io::ErrorKind::WouldBlock, "nobody has connected");
}

#[test]
fn a_url_is_judged_before_anything_is_sent() {
    let strict = Bounds { allow_loopback: false, ..BOUNDS };
    let office = Bounds { allow_private: true, ..strict };
    for good in ["https://hooks.example/a?b=c", "https://hooks.example:8443", "https://8.8.8.8/"] {
        target(good, &strict).unwrap();
    }
    target("https://192.168.1.10/hook", &office).unwrap();
    target("http://127.0.0.1:8080/hook", &BOUNDS).unwrap();
    target("http://[::1]:8080/hook", &BOUNDS).unwrap();
    for (url, bounds) in [
        ("", &strict),
        ("hooks.example", &strict),
        ("ftp://hooks.example", &strict),
        ("file:///etc/passwd", &strict),
        ("https://", &strict),
        ("http://hooks.example", &BOUNDS),
        ("http://192.168.1.10/", &office),
        ("http://127.0.0.1/", &strict),
        ("https://127.0.0.1/", &strict),
        ("https://0x7f.1/", &strict),
        ("https://2130706433/", &strict),
        ("https://[::ffff:127.0.0.1]/", &strict),
        ("https://192.168.1.10/", &strict),
        ("https://169.254.169.254/latest/meta-data", &office),
        ("https://0.0.0.0/", &BOUNDS),
        ("https://me:hunter2@hooks.example/", &strict),
    ] {
        let refused = target(url, bounds).expect_err(url);
        assert!(!refused.to_string().contains("hunter2"));
    }
    assert_eq!(target(&format!("https://a/{}", "b".repeat(2000)), &strict), Err(BadTarget::TooLong));
    assert_eq!(target("https://a.example/#x", &strict).unwrap().as_str(), "https://a.example/");
}
