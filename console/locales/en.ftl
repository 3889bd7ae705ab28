# Texts of the console, English. Every key stands in both files with the same arguments; a test sees to it.

### Common
app-name = Duban
app-line = Duban: supervise until done
skip-to-content = Skip to content
nav-label = Main
nav-overview = Overview
nav-inbox = Inbox
nav-findings = Findings
nav-listings = Listings
nav-incidents = Urgent matters
nav-notices = Notices
nav-league = League table
nav-launch = Launch
nav-audit = Audit
nav-users = Users
nav-integrations = Integrations
sign-out = Sign out
other-language = 中文
other-language-code = zh
date-full = {$weekday}, {$year}-{$month}-{$day} {$time}
weekday-mon = Monday
weekday-tue = Tuesday
weekday-wed = Wednesday
weekday-thu = Thursday
weekday-fri = Friday
weekday-sat = Saturday
weekday-sun = Sunday

### Faults
fault-home = Back to the overview
fault-status = The request was not taken ({$status})
fault-not-signed-in = Please sign in first
fault-forbidden = Not permitted
fault-forbidden-detail = Your role or bureau may not do this: {$action}.
fault-foreign-origin = The request did not come from a page of this console and was not taken
fault-not-found = Not found, or not within what you may see
fault-unfit = Something entered will not do; nothing was changed
fault-refused = Refused
fault-conflict = In conflict with how things stand
fault-too-large = Too large
fault-too-large-detail = At most {$n} MiB.
fault-too-many = Too many requests
fault-too-many-detail = Please try again in {$n} seconds.
fault-unavailable = Nothing behind answers at the moment; the ledger will show whether it was done
fault-internal = A fault of this program; it has been recorded

### Roles and acts
role-planner = planner
role-leader = leader
role-officer = officer
role-observer = observer
role-administrator = administrator
action-see = look at this
action-launch = launch a campaign
action-cancel = call a campaign off
action-submit = submit
action-review = review submissions
action-relieve = extend or waive
action-approve = approve
action-void = void documents
action-acknowledge = acknowledge documents
action-handle-finding = handle findings
action-inspect-finding = inspect findings
action-supervise = put under listed supervision
action-rectify = answer a listing
action-report-incident = report urgent matters
action-take-note = take note of urgent matters
action-report-figures = report figures
action-circulate = publish a league table
action-subscribe = subscribe to calendars
action-keep-users = keep users
action-integrate = keep integrations
action-audit = read the audit log

### Signing in, account, users, tokens, audit

### Overview

### Campaign
campaign-issued = Launched by {$issuer}
campaign-bureaus = Bureaus
campaign-done = Submitted
campaign-on-time = On time
campaign-overdue = Overdue
campaign-matrix = Matrix
campaign-live = updates by itself
campaign-legend = Legend
campaign-nobody = No bureau has recorded anything yet; this page will show it by itself.
campaign-bureau = Bureau
campaign-sum = Sum
campaign-columns = Obligations
campaign-number = No.
campaign-obligation = Obligation
campaign-due = Due
campaign-owed = Owed
campaign-row-changed = {$bureau} has changed: {$done} of {$total} submitted
sign-ontime = ✓
sign-late = L
sign-review = R
sign-open = ○
sign-overdue = !
sign-pending = ·
sign-waived = W
sign-missing = ✕
cell-ontime = done on time
cell-late = done late
cell-review = waits for review
cell-open = open
cell-overdue = overdue
cell-pending = not yet open
cell-waived = waived
cell-missing = missing at the close

### Bureau

### Inbox

### Findings

### Listings

### Incidents

### Notices and documents

### League tables

### Launch and Gantt

### Integrations and calendar
nav-calendar = Calendar
hooks-title = Integrations
hooks-says = Tell other systems and chat groups what happens as it happens, and let other systems file the findings of their checks.
hooks-tokens = Manage API tokens
hooks-webhooks = Webhooks ({$n})
hooks-delivered = Last delivered
hooks-never = Nothing yet
hooks-state = State
hooks-on = On
hooks-off = Off
hooks-failing = Failed {$n} times, retrying
hooks-add = Add a webhook
hooks-field-name = Name
hooks-field-bureau = Bureau
hooks-field-format = Receiver
hooks-field-url = Address
hooks-field-secret = Signing secret
hooks-field-kinds = Events
hooks-bureau-hint = Events of this bureau and of all below it are sent.
hooks-url-hint = Must begin with https://. For a group robot, its webhook address; the key in it is not shown again.
hooks-secret-hint = Only for a DingTalk robot with the signing option; it begins with SEC. The secret of a program's webhook is made here.
hooks-format-standard = Program (Standard Webhooks)
hooks-format-wecom = WeCom group robot
hooks-format-dingtalk = DingTalk group robot
hooks-kind-notice = Notices and documents
hooks-kind-obligation = Obligations
hooks-kind-finding = Findings
hooks-kind-listing = Listings
hooks-kind-incident = Urgent matters
hooks-kind-approval = Approvals
hooks-and = {", "}
hooks-misfit-name = A name has 1 to 60 characters on one line
hooks-misfit-no-url = This is no address; write https:// and a host
hooks-misfit-too-long = An address has at most 2000 characters
hooks-misfit-in-the-clear = The address must begin with https://, so that nothing travels in the clear
hooks-misfit-login = An address may hold no user name or password
hooks-misfit-forbidden = Webhooks may not reach this address; for one inside the network, the operator sets webhooks.allow_private
hooks-misfit-no-kinds = Choose at least one kind of event
hooks-misfit-format = Choose a receiver
hooks-misfit-secret-given = Only a DingTalk robot is given its secret; a program's is made here
hooks-misfit-robot-secret = A DingTalk secret begins with SEC; copy it from the robot's security settings
hooks-misfit-robot-rotates = A robot's secret is given by its messenger; set up the webhook anew with it
hooks-added = The webhook is set up
hooks-secret-says = The receiver verifies signatures with this secret (Standard Webhooks):
hooks-rotated = The secret is replaced
hooks-rotated-says = This is the new secret. For 24 hours both sign; tell the receiver soon:
hooks-told-once = It is shown this once; keep it now.
hooks-back = Back
hooks-made = Set up
hooks-acts = Actions
hooks-address = Address
hooks-test = Send a test
hooks-switch-on = Switch on
hooks-switch-off = Switch off
hooks-rotate = Replace the secret
hooks-rotate-confirm = Replace the secret? The old one counts for 24 more hours.
hooks-both-until = Both the new and the old secret count until {$until}.
hooks-tries = Last tries
hooks-tries-count = {$n} tries, newest first
hooks-no-tries = Nothing has been sent yet
hooks-tried-at = When
hooks-event = Event
hooks-events = Events
hooks-taken = Outcome
hooks-took = Took (ms)
hooks-answer = Answer
hooks-yes = taken
hooks-no = not taken
hooks-inboxes-title = Inboxes
hooks-inboxes-says = An inspection app files findings with signed messages; they are registered under the inbox's name for its bureau.
hooks-inboxes = Inboxes ({$n})
hooks-inbox-add = Add an inbox
hooks-inbox-name-hint = It signs the findings that are filed.
hooks-inbox-added = The inbox is set up
hooks-inbox-says = Send messages to {$address}, signed with this secret (Standard Webhooks):
hooks-inbox-rotated-says = This is the new secret. For 24 hours both are believed; tell the other side soon:
fault-forged = The signature is not valid or too old; nothing was done
calendar-title = Calendar subscription
calendar-says = Subscribe to this address in a phone's or computer's calendar to see what the bureau owes in all campaigns and by when, with an alarm a day before. Whoever knows the address can read it; do not pass it on, and replace it if you suspect that somebody did.
calendar-choose = Show
calendar-has = There is an address, made by {$by} at {$at}. It is shown only when it is made.
calendar-none = There is no address yet.
calendar-make = Make an address
calendar-renew = Replace the address
calendar-renew-confirm = The present address stops working at once. Replace it?
calendar-revoke = Withdraw the address
calendar-revoke-confirm = Calendars that are subscribed will no longer be updated. Withdraw it?
calendar-made = {$bureau}: the address is made
calendar-made-says = Add this address to your calendar as a subscription:
