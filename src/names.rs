//! The names of options: by them each value is written ([`Display`](std::fmt::Display)) and read
//! ([`FromStr`](std::str::FromStr)), on the command line as in settings of any other program.

/// Gives an option enum its names. It no longer compiles when a value is added without one.
macro_rules! named {
    ($type:ident, $what:literal, $($(#[$attribute:meta])* ($($value:tt)+) = $name:literal),+ $(,)?) => {
        impl $type {
            /// Every value, in the order in which help lists them.
            pub const ALL: &'static [$type] = &[$($(#[$attribute])* $($value)+),+];

            /// The name of the value.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($(#[$attribute])* $($value)+ => $name,)+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl From<$type> for &'static str {
            fn from(value: $type) -> &'static str {
                value.as_str()
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::error::UnknownName;

            fn from_str(name: &str) -> Result<$type, Self::Err> {
                let found = $type::ALL.iter().copied().find(|value| value.as_str() == name);
                found.ok_or_else(|| Self::Err::new($what, name, $type::ALL.iter().map(|value| value.as_str())))
            }
        }
    };
}

pub(crate) use named;
