# Texts of the console, 中文. Every key stands in both files with the same arguments; a test sees to it.

### Common
app-name = 督办
app-line = 督办：督到办成为止
skip-to-content = 跳到正文
nav-label = 主导航
nav-overview = 总览
nav-inbox = 待办
nav-findings = 问题隐患
nav-listings = 挂牌督办
nav-incidents = 紧急情况
nav-notices = 文书
nav-league = 排名通报
nav-launch = 发起行动
nav-audit = 审计
nav-users = 用户
nav-integrations = 接口
sign-out = 退出
other-language = English
other-language-code = en
date-full = {$year}年{$month}月{$day}日（{$weekday}）{$time}
weekday-mon = 星期一
weekday-tue = 星期二
weekday-wed = 星期三
weekday-thu = 星期四
weekday-fri = 星期五
weekday-sat = 星期六
weekday-sun = 星期日

### Faults
fault-home = 回到总览
fault-status = 请求未被接受（{$status}）
fault-not-signed-in = 请先登录
fault-forbidden = 无权操作
fault-forbidden-detail = 您的角色或单位不能进行此项操作：{$action}。
fault-foreign-origin = 请求不是从本系统页面发出的，未予受理
fault-not-found = 没有找到，或者不在您可查看的范围内
fault-unfit = 填写的内容有问题，未予受理
fault-refused = 未予受理
fault-conflict = 与现有情况冲突
fault-too-large = 内容过大
fault-too-large-detail = 最多 {$n} MiB。
fault-too-many = 操作过于频繁
fault-too-many-detail = 请在 {$n} 秒后再试。
fault-unavailable = 后台暂时没有应答；是否已办理，请以台账为准，稍后再看
fault-internal = 系统出错，已记录

### Roles and acts
role-planner = 计划员
role-leader = 领导
role-officer = 经办人
role-observer = 观察员
role-administrator = 管理员
action-see = 查看
action-launch = 发起行动
action-cancel = 终止行动
action-submit = 报送
action-review = 审核
action-relieve = 延期或免报
action-approve = 审批
action-void = 作废
action-acknowledge = 签收
action-handle-finding = 办理问题隐患
action-inspect-finding = 督查问题隐患
action-supervise = 挂牌督办
action-rectify = 落实挂牌整改
action-report-incident = 紧急报告
action-take-note = 知悉紧急情况
action-report-figures = 填报数据
action-circulate = 印发排名通报
action-subscribe = 日历订阅
action-keep-users = 管理用户
action-integrate = 管理接口
action-audit = 审计

### Signing in, account, users, tokens, audit

### Overview

### Campaign
campaign-issued = {$issuer}发起
campaign-bureaus = 参加单位
campaign-done = 已报送
campaign-on-time = 按时
campaign-overdue = 逾期未报
campaign-matrix = 进度矩阵
campaign-live = 自动更新
campaign-legend = 图例
campaign-nobody = 各单位尚未收到部署，稍后会自动显示。
campaign-bureau = 单位
campaign-sum = 合计
campaign-columns = 各项任务
campaign-number = 序号
campaign-obligation = 任务
campaign-due = 截止
campaign-owed = 应报
campaign-row-changed = {$bureau}有变化：已报送 {$done}/{$total}
sign-ontime = ✓
sign-late = 迟
sign-review = 审
sign-open = ○
sign-overdue = 逾
sign-pending = ·
sign-waived = 免
sign-missing = 缺
cell-ontime = 按时完成
cell-late = 逾期完成
cell-review = 待审核
cell-open = 进行中
cell-overdue = 逾期未报
cell-pending = 未开始
cell-waived = 免报
cell-missing = 到结束未报

### Bureau

### Inbox

### Findings

### Listings

### Incidents

### Notices and documents

### League tables
league-title = 排名通报
league-about = 每期各单位的报送完整率、及时率和隐患按期销号率。每个数字都可以点开查看依据。
league-no-campaign = 目前没有可查看的专项行动。
league-period = 期次
league-level = 层级
league-show = 查看
league-whole = 全程
league-level-province = 省级
league-level-prefecture = 市（州）级
league-level-county = 县（市、区）级
league-download = 下载表格（.xlsx）
league-circulate = 印发排名通报
league-state-open = 统计中
league-state-closing = 期末已过，等候定案
league-state-frozen = 已定案
league-frozen-line = 数据截至 {$time}，此后的补报、延期、免报不再改变本期结果。
league-open-line = 本期截至 {$closes}，数字仍会变动；{$final} 定案。
league-circulated = 已印发：{$number}
league-tabs = 查看方式
league-by-bureau = 按单位
league-by-obligation = 按事项
league-rank = 名次
league-code = 单位代码
league-bureau = 单位
league-owed = 应报
league-handed-in = 已报
league-complete = 完整率
league-in-time = 按时
league-timely = 及时率
league-findings-due = 到期隐患
league-findings-in-time = 按期销号
league-rectified = 隐患按期销号率
league-obligation = 应报事项
league-due = 期限
league-missing = 未报单位
league-late = 逾期报送单位
league-nobody = 无
league-nobody-here = 本层级没有您可查看的单位。
league-nothing-due = 本期没有到期事项。
league-missing-title = 未报送情况
league-rule = 排名依次比较完整率、及时率、隐患按期销号率，数值相同的名次并列（1、2、2、4）；本期无到期事项的不参加排名。名次是同一层级全部单位中的名次。按时与否以收到时间为准，只判定一次；到期前批准的延期，计入新期限所在的期次；期末前免报的不计入。
league-back = 返回排名
league-as-of = 数据截至 {$time}。
league-ranked = 第 {$rank} 名
league-unranked = 本期无到期事项，不参加排名。
league-obligations = 应报事项
league-complete-because = 完整率 {$share}：本期应报 {$owed} 项，期末已报 {$done} 项。
league-timely-because = 及时率 {$share}：其中按时 {$done} 项。
league-rectified-because = 隐患按期销号率 {$share}：本期整改期限届满 {$due} 项，按期提交整改材料并在期末前销号 {$done} 项。
league-received = 收到时间
league-verdict = 判定
league-first-due = 原期限 {$time}
league-findings = 问题隐患
league-finding = 编号
league-evidence = 整改材料
league-closed = 销号
league-more-findings = 另有 {$n} 项，请在问题隐患台账查看。
league-verdict-in-time = ✓ 按时
league-verdict-late = △ 逾期报送
league-verdict-filed = △ 待审核
league-verdict-sent-back = ✗ 退回未补报
league-verdict-missing = ✗ 未报
league-finding-in-time = ✓ 按期销号
league-finding-late = △ 逾期销号
league-finding-filed = △ 待复查
league-finding-sent-back = ✗ 复查未通过
league-finding-missing = ✗ 未提交整改材料
league-not-final = 本期数字尚未定案，{$time} 之后才能印发。
league-circulate-hint = 印发后取得发文字号，发送各参加排名的单位，抄送其上级单位。请核对以下内容。
league-preview = 通报内容
league-from = 发文单位
league-to = 主送
league-bureaus = 共 {$n} 个单位
league-data-as-of = 数据截至
league-confirm = 确定印发？印发后取得发文字号，不能撤销，只能作废。
league-circulate-now = 确定印发
league-cancel = 取消

### Launch and Gantt

### Integrations and calendar
