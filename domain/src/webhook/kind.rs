//! What a webhook chooses among: kinds of events, and in which format it gets them.

use crate::wording::words::words;
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
