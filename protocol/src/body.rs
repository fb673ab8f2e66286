/// Bodies of the HTTP API, in a file of their own subject; each such file has one of these.
macro_rules! body {
    ($($(#[$meta:meta])* struct $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* }

        /// Without what opens doors, tells where mail goes or names somebody: it must not stand in logs.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($name));
                $(match stringify!($field) {
                    "password" | "token" | "current" | "new" | "email" | "number" | "key" | "endpoint" | "p256dh" | "auth" => shown.field(stringify!($field), &format_args!("…")),
                    field => shown.field(field, &self.$field),
                };)*
                shown.finish()
            }
        }
    )+

    /// Shows every body to `visitor`, so that documents generated from them miss none.
    pub(crate) fn each_body(visitor: &mut impl crate::generate::Visitor) {
        $(visitor.visit::<$name>();)+
    }};
}
pub(crate) use body;
