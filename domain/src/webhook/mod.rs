//! What leaves Duban for other programs: which events a webhook is told, what an event looks like, how it
//! is signed, and how a group robot of a messenger wants it.
//!
//! All of it is pure. What lies after a webhook's cursor the store knows; sending is an activity's work.

pub mod address;
pub mod event;
pub mod messenger;
pub mod signature;
mod told;

pub use address::{Reach, WebhookUrl};
pub use event::{EventFacts, EventSubject, NamedRef, SubjectKind, WebhookEvent};
pub use signature::{Forged, SigningSecret};
pub use told::{Outbound, OutboundEvent};

use crate::finding::facts::words;
use serde::{Deserialize, Serialize};

words! {
    /// What kind of thing an event is about. A webhook chooses among them.
    EventKind {
        /// A notice was issued, withdrawn, voided or acknowledged.
        Notice = "notice", "通知文书";
        /// An obligation changed its state.
        Obligation = "obligation", "应报事项";
        /// A finding did.
        Finding = "finding", "问题隐患";
        /// A listing did.
        Listing = "listing", "挂牌督办";
        /// An urgent matter did.
        Incident = "incident", "紧急情况";
        /// An approval was asked, given, declined, closed or has lapsed.
        Approval = "approval", "审批";
    }
    /// Who receives a webhook, and so what is posted.
    WebhookFormat {
        /// A program: an event a request, signed after the Standard Webhooks scheme.
        Standard = "standard", "标准接口";
        /// 企业微信: several events as one message of a group robot.
        WeCom = "wecom", "企业微信群机器人";
        /// 钉钉: several events as one message of a custom robot.
        DingTalk = "dingtalk", "钉钉群机器人";
    }
}

impl WebhookFormat {
    /// Whether people read it, in a group: events are gathered into messages.
    pub const fn is_messenger(self) -> bool {
        !matches!(self, WebhookFormat::Standard)
    }
}

#[cfg(test)]
mod tests;
