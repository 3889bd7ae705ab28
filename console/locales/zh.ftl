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
sign-in = 登录
sign-in-failed = 账号或密码不正确，或者该账号暂时不能登录。
sign-in-help = 忘记密码，请联系本单位管理员重置。连续输错，账号会暂时锁定。
sign-in-provider-away = 统一身份认证暂时没有应答，请稍后再试或用密码登录。
sign-in-provider-failed = 统一身份认证没有通过，请重新登录。
sign-in-provider-unknown = 身份已核实，但本系统没有对应的账号，或者账号已停用。请联系本单位管理员。
people-account = 账号
people-password = 密码
people-name = 姓名
people-bureau = 单位
people-role = 角色
people-state = 状态
people-acts = 操作
people-number = 编号
people-yes = 是
people-back = 返回
people-told-once = 只显示这一次，请立即妥善保存。
people-bad-account = 2 至 64 个字母、数字、汉字或 . - _ @，以字母、数字或汉字开头
people-bad-name = 1 至 64 个字，写在一行
people-bad-role = 没有这个角色
people-taken = 账号 {$account} 已有人使用
password-short = 至少 12 个字符；一句短语就很好
password-long = 最多 128 个字符
password-control = 不能有换行或控制字符
password-account = 不能是账号本身，或者只比账号多几个字
password-common = 这是最常见的密码之一，请换一个
account-title = 我的账号
account-changed = 密码已修改，其他设备上的登录已全部退出。
account-must-change = 这是管理员给的初始密码，请先修改再使用。
account-password-since = 密码设置于
account-linked = 已关联统一身份认证
account-change = 修改密码
account-current = 当前密码
account-new = 新密码
account-again = 再次输入新密码
account-hint = 至少 {$n} 个字符，不要求符号和数字；一句短语就很好
account-differ = 两次输入不一致
account-same = 与当前密码相同
account-language = 语言
users-count = {$n} 人
users-signs-in = 登录方式
users-start-password = 初始密码（待修改）
users-password-provider = 密码、统一身份认证
users-provider = 统一身份认证
users-active = 可登录
users-disabled = 已停用（{$since}）
users-locked = 已锁定至 {$until}
users-set-role = 改角色
users-reset = 重置密码
users-reset-confirm = 重置 {$account} 的密码？其登录会全部退出。
users-enable = 启用
users-disable = 停用
users-disable-confirm = 停用 {$account}？其登录会全部退出。
users-add = 添加用户
users-added = 用户已添加
users-added-says = 账号 {$account} 的初始密码，首次登录时必须修改：
users-not-oneself = 不能停用、改角色或重置自己的账号，请由其他管理员操作。
tokens-title = 接口令牌
tokens-says = 业务系统以令牌调用接口（Authorization: Bearer …），以所选单位和角色办理，全部记入审计。
tokens-count = {$n} 个令牌
tokens-name = 用途
tokens-made = 创建
tokens-used = 最近使用
tokens-never = 从未
tokens-valid = 有效
tokens-revoked = 已吊销（{$since}）
tokens-revoke = 吊销
tokens-revoke-confirm = 吊销“{$name}”？使用它的系统会立即无法调用。
tokens-add = 新建令牌
tokens-added = 令牌已创建
tokens-added-says = “{$name}”的令牌：
audit-at = 时间
audit-who = 人员
audit-via = 途径
audit-source = 来源地址
audit-action = 操作
audit-campaign = 专项行动
audit-about = 涉及单位
audit-object = 对象
audit-outcome = 结果
audit-detail = 详情
audit-from = 起始日期
audit-to = 截止日期
audit-any = 不限
audit-show = 查询
audit-count = 本页 {$n} 条
audit-none = 没有符合条件的记录。
audit-pages = 翻页
audit-newest = 最新
audit-older = 更早
audit-export-xlsx = 导出 Excel
audit-export-csv = 导出 CSV
audit-too-many = 超过 {$n} 条，请缩小时间范围或增加条件再导出。
audit-bad-filter = 查询条件不对
audit-bad-day = 日期写成 2024-07-01
via-session = 登录
via-token = 接口
via-terminal = 命令行
outcome-done = 完成
outcome-refused = 被拒绝
outcome-denied = 无权限
outcome-failed = 失败
deed-sign-in = 登录
deed-sign-out = 退出
deed-own-password = 修改本人密码
deed-user-add = 添加用户
deed-user-disable = 停用用户
deed-user-enable = 启用用户
deed-user-role = 修改用户角色
deed-user-password = 重置用户密码
deed-token-add = 新建令牌
deed-token-revoke = 吊销令牌
deed-audit-export = 导出审计

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

### Launch and Gantt

### Integrations and calendar
