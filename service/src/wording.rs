//! Failures as a user reads them. The English of a terminal is their `Display`.

use crate::{ServiceError, conflict::Conflict};
use duban_archive::ArchiveError;

impl ServiceError {
    /// The sentence a user reads.
    pub fn chinese(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.chinese(),
            Self::Invalid(sentences) => sentences.join("；"),
            Self::InvalidFields(fields) => {
                fields.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")
            }
            Self::File(error) => file(error),
            Self::Hidden => "没有找到".to_owned(),
            Self::Forbidden(action) => format!("无权办理：{}", action.chinese()),
            Self::Unknown { what: "bureau", id } => format!("{id}不参加本次专项行动"),
            Self::Unknown { what: "league table", id } => {
                format!("没有{id}这一期，或者本单位以下没有该层级的单位")
            }
            Self::Unknown { what, id } => format!("没有{} {id}", thing(what)),
            Self::Exists { what: "campaign", id, by: Some((by, _)) } => {
                format!("专项行动{id}已由{}的{}发起，不能重复发起；请另用一个编号", by.bureau, by.name)
            }
            Self::Exists { what, id, .. } => format!("{} {id}已经存在，请先查看", thing(what)),
            Self::Conflicts(conflicts) => {
                conflicts.iter().map(Conflict::chinese).collect::<Vec<_>>().join("\n")
            }
            Self::Belated(belated) => belated.sentence().chinese,
            Self::PassedOn(passed_on) => passed_on.sentence().chinese,
            Self::OtherEngine { known, at } => format!(
                "本数据库属于另一个引擎（上次地址{}，命名空间{}），不属于{at}的引擎；请系统管理员更正设置",
                known.address, known.namespace
            ),
            Self::OtherStore { mark, at } => {
                format!("{at}的引擎服务于另一个数据库（{}）；请系统管理员更正设置", mark.place)
            }
            Self::NotRunning { what: "bureau", id, .. } => {
                format!("{id}在本次专项行动中没有进行中的案卷：不参加，或已结束")
            }
            Self::NotRunning { what, id, .. } => format!("{} {id}不在办理中：不存在，或已办结", thing(what)),
            Self::KeepsNoFindings(_) => "本次专项行动的方案没有问题隐患一节，不登记问题隐患".to_owned(),
            Self::NoAnswer => "系统暂时没有答复；是否已受理，请稍后查看".to_owned(),
            Self::Unavailable(_) => "系统暂时不能办理，请稍后再试".to_owned(),
        }
    }
}

fn thing(what: &str) -> &str {
    match what {
        "campaign" => "专项行动",
        "finding" => "问题隐患",
        "listing" => "挂牌督办",
        "approval" => "待审批事项",
        "sampling" => "抽检",
        "incident" => "紧急情况",
        other => other,
    }
}

fn file(error: &ArchiveError) -> String {
    match error {
        ArchiveError::Empty { name } => format!("文件“{name}”是空的"),
        ArchiveError::TooLarge { name, limit } => {
            format!("文件“{name}”过大，最大可上传{}", size(*limit))
        }
        ArchiveError::TypeNotAllowed { name, found, .. } => {
            format!("文件“{name}”的内容是{}，不是可以上传的类型", kind(found))
        }
        ArchiveError::Dangerous { name, what } => {
            format!("文件“{name}”是{}，不予收取；请另存为不含程序和宏的文档或图片后上传", what.chinese())
        }
        _ => "文件不能收取".to_owned(),
    }
}

/// What a user calls a media type.
fn kind(media_type: &str) -> &str {
    match media_type {
        "application/zip" => "压缩包或不完整的文档",
        "application/x-ole-storage" => "不是文档的复合文件",
        "application/octet-stream" => "无法识别的数据",
        "text/plain" => "文本",
        "text/csv" => "表格文本",
        "text/xml" => "XML文件",
        other if other.starts_with("image/") => "此类图片",
        other if other.starts_with("video/") => "视频",
        other if other.starts_with("audio/") => "音频",
        other => other,
    }
}

/// A length in bytes as a person says it.
fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{}千字节", bytes >> 10),
        megabytes => format!("{megabytes}兆字节"),
    }
}
