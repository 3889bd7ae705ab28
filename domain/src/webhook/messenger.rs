//! Group robots of the two messengers that Chinese offices use. Several events become one message, because
//! both take at most 20 messages a minute; both answer 200 to what they did not take and say so in
//! `errcode`.
//!
//! 企业微信: markdown of at most 4,096 bytes (developer.work.weixin.qq.com, 群机器人配置说明). 钉钉: a message
//! of at most 20,000 bytes, signed in its address (open.dingtalk.com, 自定义机器人安全设置).

use super::{event::OutboundLine, kind::WebhookFormat};
use crate::timekeeping::time::PlanTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The most bytes of a 企业微信 message's content.
const WECOM_BYTES: usize = 4096;
/// Room for the envelope within 钉钉's 20,000 bytes, for quotes and line ends that JSON escapes.
const DINGTALK_BYTES: usize = 16_000;
/// More events than this nobody reads in a chat.
const MOST_EVENTS: usize = 20;
/// How much of one person's text goes into a line, in characters.
const LONGEST_TEXT: usize = 80;
/// The title: what a list of chats and a locked phone show. A robot that asks for a keyword can be given
/// this one.
const TITLE: &str = "督办提醒";

/// A message as its robot takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    msgtype: &'static str,
    markdown: Markdown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Markdown {
    /// 钉钉's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    /// 钉钉's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// 企业微信's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
}

/// What a robot answers.
#[derive(Clone, Debug, Deserialize)]
pub struct RobotAnswer {
    /// 0: it took the message.
    pub errcode: i64,
    /// Why not.
    #[serde(default)]
    pub errmsg: String,
}

/// One message of the first events, and how many of them it holds: at least one where there is any.
pub fn message(format: WebhookFormat, lines: &[OutboundLine]) -> (Message, usize) {
    let most = if format == WebhookFormat::DingTalk { DINGTALK_BYTES } else { WECOM_BYTES };
    let mut text = format!("### {TITLE}");
    let mut taken = 0;
    for line in lines.iter().take(MOST_EVENTS) {
        let entry = format!("\n\n{}", sentence(line));
        if taken > 0 && text.len() + entry.len() > most {
            break;
        }
        text.push_str(&entry);
        taken += 1;
    }
    // One event alone is far below either limit; an enormous title would still not be refused for ever.
    (wrap(format, cut_bytes(text, most)), taken)
}

/// A message that only shows that the robot is reached.
pub fn test(format: WebhookFormat) -> Message {
    wrap(format, format!("### {TITLE}\n\n测试消息：督办系统可以向本群发送提醒。"))
}

fn wrap(format: WebhookFormat, text: String) -> Message {
    let markdown = match format {
        WebhookFormat::DingTalk => Markdown { title: Some(TITLE), text: Some(text), content: None },
        WebhookFormat::WeCom | WebhookFormat::Standard => {
            Markdown { title: None, text: None, content: Some(text) }
        }
    };
    Message { msgtype: "markdown", markdown }
}

/// An event in a line or two: where, what, what follows.
fn sentence(line: &OutboundLine) -> String {
    let zone = line.zone;
    let facts = &line.told.facts;
    let subject = line.subject.as_ref().map(|subject| format!("「{}」", plain(&subject.title)));
    let notice = facts.instrument.filter(|_| line.told.event == "issued").map(|instrument| {
        let title = facts.title.as_deref().map(|title| format!("「{}」", plain(title)));
        format!("{}{}", instrument.chinese(), title.unwrap_or_default())
    });
    let about = notice.or(subject).unwrap_or_default();
    let mut more = Vec::new();
    more.extend(facts.task.map(|task| task.chinese().to_owned()));
    let approved = facts.instrument.filter(|_| facts.approval.is_some());
    more.extend(approved.map(|instrument| instrument.chinese().to_owned()));
    more.extend(facts.grade.map(|grade| format!("{}风险", grade.chinese())));
    more.extend(facts.outcome.map(|outcome| outcome.chinese().to_owned()));
    more.extend(facts.on_time.map(|on_time| if on_time { "按时" } else { "逾期" }.to_owned()));
    more.extend(facts.passed.map(|passed| if passed { "通过" } else { "未通过" }.to_owned()));
    more.extend(facts.due.map(|due| format!("期限{}", minute(due, zone))));
    more.extend(facts.by_when.map(|at| format!("请于{}前办理", minute(at, zone))));
    more.extend(facts.until.map(|at| format!("至{}", minute(at, zone))));
    more.extend(facts.text.as_deref().map(plain).filter(|text| !text.is_empty()));
    more.extend(line.by.as_ref().map(|by| format!("经办：{}", plain(&by.name))));
    let more = if more.is_empty() { String::new() } else { format!("（{}）", more.join("；")) };
    format!(
        "**{}** {}{}：{}{more}\n> {} · {}",
        plain(&line.bureau.name),
        line.told.kind.chinese(),
        about,
        line.told.chinese,
        plain(&line.campaign.name),
        minute(line.at, zone),
    )
}

fn minute(at: PlanTime, zone: Tz) -> String {
    at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string()
}

/// Text that people typed, on one line, cut, and without what markdown or a mention would make of it.
fn plain(text: &str) -> String {
    let mut plain: String = text
        .chars()
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .map(|c| match c {
            '<' => '〈',
            '>' => '〉',
            '*' => '＊',
            '_' => '＿',
            '`' => '＇',
            '[' => '［',
            ']' => '］',
            '#' => '＃',
            '@' => '＠',
            '\\' => '＼',
            '|' => '｜',
            '!' => '！',
            '~' => '～',
            other => other,
        })
        .take(LONGEST_TEXT + 1)
        .collect();
    if plain.chars().count() > LONGEST_TEXT {
        plain.pop();
        plain.push('…');
    }
    plain.trim().to_owned()
}

/// The text up to so many bytes, whole characters only.
fn cut_bytes(mut text: String, most: usize) -> String {
    if text.len() > most {
        let end = (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        text.truncate(end);
    }
    text
}
