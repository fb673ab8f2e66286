//! How people want to be told: by kind and channel, in which hours, and by push.

use super::*;

body! {
    /// `GET /me/notifications?before=`: newest first. `POST /me/notifications/{id}/read` answers a Notification; `POST
    /// /me/notifications/read` with ReadNotifications answers the first page.
    struct Notifications {
        notifications: Vec<Notification>,
        /// Of all, not only of these.
        #[ts(type = "number")]
        unread: i64,
        /// Pass as `before` for the next page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        next: Option<NotificationId>,
    }

    /// `POST /me/notifications/read`: marks them all as read, the newest 500 of those that are not. Answers Notifications; when `unread` is
    /// not 0 there, ask again.
    struct ReadNotifications {
        /// The newest that was seen: what came after it stays unread. Absent: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        up_to: Option<NotificationId>,
    }

    /// `GET /me/notification-preferences`; `PUT` with ChangeNotificationPreferences answers it too.
    struct NotificationPreferences {
        /// Every kind that there is.
        kinds: Vec<KindPreference>,
        /// When nothing shall ring; absent: it may at any time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        quiet: Option<QuietHours>,
        /// This server sends mail, and there is an address to send it to.
        mail: bool,
        /// This server sends push messages.
        push: bool,
    }
    /// By which ways somebody is told of one kind.
    struct KindPreference {
        kind: NotificationKind,
        /// In the list.
        in_app: bool,
        /// By mail, where there is an address.
        mail: bool,
        /// To browsers that subscribed.
        push: bool,
        /// Ways that are always on, because a room would be lost by missing it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(as = "Option<Vec<Channel>>", optional)]
        always: Vec<Channel>,
        /// Quiet hours do not hold it back.
        urgent: bool,
    }
    /// `PUT /me/notification-preferences`: all of them at once.
    struct ChangeNotificationPreferences {
        /// Kinds that are not here are as they come.
        kinds: Vec<KindChoice>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        quiet: Option<QuietHours>,
    }
    /// A choice for one kind. What is absent is as it comes; what is always on cannot be turned off.
    struct KindChoice {
        kind: NotificationKind,
        /// In the list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        in_app: Option<bool>,
        /// By mail.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        mail: Option<bool>,
        /// To browsers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        push: Option<bool>,
    }
    /// Hours of the day, by the clock on the person's wall. Mail and push wait for their end; the app does not ring anyway.
    struct QuietHours {
        /// An IANA zone, such as `America/Chicago`.
        zone: String,
        /// `HH:MM`, such as `22:00`.
        from: String,
        /// `HH:MM`; earlier than `from` when they go past midnight.
        until: String,
    }

    /// `GET /push/key`: for `PushManager.subscribe`. Refused with `forbidden` where the server sends no push messages.
    struct PushKey {
        /// `applicationServerKey` (RFC 8292): an uncompressed P-256 point in base64url.
        key: String,
    }
    /// `POST /me/push-subscriptions`: what `PushSubscription.toJSON()` gives. One for each session: it replaces an earlier one, and
    /// ends with the session. Answers a PushSubscription.
    struct NewPushSubscription {
        /// An `https` address of the browser's push service; at most 1,000 characters.
        endpoint: String,
        keys: PushKeys,
    }
    /// With what messages to a browser are sealed (RFC 8291).
    struct PushKeys {
        /// The browser's public key, in base64url.
        p256dh: String,
        /// A secret that it shares with us, in base64url.
        auth: String,
    }
    /// `GET /me/push-subscriptions`. `DELETE /me/push-subscriptions/{id}` ends one.
    struct PushSubscriptions { subscriptions: Vec<PushSubscription> }
    /// A browser that rings.
    struct PushSubscription {
        id: PushSubscriptionId,
        /// The name of the session's device.
        device: String,
        created_at: Timestamp,
        /// It belongs to the session that asks.
        current: bool,
    }
    /// What a service worker finds in a push message: what it is about, in no words. It shows its own; neutral ones when `discreet`.
    struct PushMessage {
        kind: NotificationKind,
        notification: NotificationId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        room: Option<RoomId>,
        /// When what it announces will happen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        due_at: Option<Timestamp>,
        /// As in a Notification.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        write_by: Option<Timestamp>,
        /// Of the person's settings.
        language: Language,
        /// Name neither this place nor what it is about (policy 9.4).
        discreet: bool,
    }
}

text_enum! {
    /// A way to tell somebody.
    Channel {
        /// In the list, and live while the app is open.
        InApp = "in_app",
        /// To the address of the account.
        Mail = "mail",
        /// To browsers that subscribed.
        Push = "push",
    }
}
