//! Optimizers with state: numbers, and networks of running means.

#[cfg(feature = "serde")]
use crate::network::Network;
#[cfg(feature = "serde")]
use crate::number::Number;
#[cfg(feature = "serde")]
use crate::optimizer::error::Error;

/// Defines an optimizer that holds a rate, other numbers and networks.
///
/// - `numbers` have the network's scalar, or are arrays of it, and start from the value given.
/// - `switches` are off at first.
/// - `progress` is what the steps so far have led to, as arrays of f64. What is read from a file lies in the bounds.
/// - `networks` start from zero. Those in `squares` are means of squares: what is read from a file has no negative value.
/// - `check` lists the numbers that [`Optimizer::check`](super::Optimizer::check) looks at, after the rate.
/// - `new` is the signature of the constructor, with an example of its arguments. It is taken over as it stands, so that rustc
///   shows it, and not this macro, where an argument doesn't fit. `$held` says how many networks there are.
/// - `set` defines a setter, by value and in place.
///
/// The file of the optimizer has the `impl Optimizer`, with `update`, which calls `self.rate_or_nan()`, and `methods!()`.
macro_rules! optimizer {
    (
        $(#[$doc:meta])*
        $Name:ident {
            numbers: { $($number:ident: $Number:ty = $value:expr,)* }
            switches: { $($switch:ident,)* }
            progress: { $($progress:ident: $Progress:ty = $initial:expr, $what:literal in $allowed:expr;)* }
            networks: { $($network:ident,)* }
            squares: { $($square:ident,)* }
        }
        check { $($checked:literal: $($of:tt).+ $([$index:literal])? in $bounds:expr;)* }
        $(#[$new:meta])*
        pub const fn $New:ident<$T:ident: $Scalar:tt>($rate:ident: $Rate:ty $(, $argument:ident: $Argument:ty)*) -> $Self:ty
        where $N:ident: $Network:path;
        example $example:literal, holds $held:literal;
        $(
            $(#[$set:meta])*
            set $by_value:ident, $in_place:ident($($parameter:ident),+) => $target:ident = $to:expr, $setting:literal;
        )*
    ) => {
        $(#[$doc])*
        pub struct $Name<N: $crate::network::Network> {
            rate: N::Scalar,
            $($number: $Number,)*
            $($switch: bool,)*
            $($progress: $Progress,)*
            $($network: N,)*
            $($square: N,)*
        }

        impl<N: $crate::network::Network> $crate::shape::Zeros for $Name<N> {
            const ZEROS: Self = Self {
                rate: <N::Scalar as $crate::number::Number>::ZERO,
                $($number: $crate::shape::Zeros::ZEROS,)*
                $($switch: false,)*
                $($progress: $crate::shape::Zeros::ZEROS,)*
                $($network: N::ZEROS,)*
                $($square: N::ZEROS,)*
            };

            fn zero(place: &mut core::mem::MaybeUninit<Self>) -> &mut Self {
                $crate::flat::zero_by_field!(
                    place,
                    rate: $crate::shape::Zeros::zero,
                    $($number: $crate::shape::Zeros::zero,)*
                    $($switch: $crate::shape::Zeros::zero,)*
                    $($progress: $crate::shape::Zeros::zero,)*
                    $($network: $crate::layer::contract::zero,)*
                    $($square: $crate::layer::contract::zero,)*
                )
            }
        }

        impl<N: $crate::network::Network> $Name<N> {
            $(#[$new])*
            #[must_use]
            pub const fn $New<$T: $Scalar>($rate: $Rate $(, $argument: $Argument)*) -> $Self
            where
                $N: $Network,
            {
                Self {
                    rate: $rate,
                    $($number: $value,)*
                    $($switch: false,)*
                    $($progress: $initial,)*
                    $($network: N::ZEROS,)*
                    $($square: N::ZEROS,)*
                }
            }

            #[doc = concat!("Creates it on the heap, for a large network: it holds ", $held, ", never on the stack.")]
            /// A setter that takes it by value would move it out of the box; those that begin with `set_` leave it there.
            ///
            /// ```
            /// use staticnn::prelude::*;
            ///
            /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
            ///
            #[doc = concat!("let mut optimizer = ", stringify!($Name), "::<Digits>::boxed(", $example, ");")]
            /// optimizer.set_rate(0.5);
            /// assert_eq!(optimizer.rate(), 0.5);
            /// ```
            #[cfg(feature = "alloc")]
            #[must_use]
            pub fn boxed<$T: $Scalar>($rate: $Rate $(, $argument: $Argument)*) -> alloc::boxed::Box<Self>
            where
                $N: $Network,
            {
                let mut optimizer = $crate::flat::boxed(<Self as $crate::shape::Zeros>::zero);
                optimizer.rate = $rate;
                $(optimizer.$number = $value;)*
                $(optimizer.$progress = $initial;)*
                optimizer
            }

            $(
                $(#[$set])*
                #[must_use]
                pub fn $by_value(mut self, $($parameter: N::Scalar),+) -> Self {
                    self.$in_place($($parameter),+);
                    self
                }

                #[doc = concat!(
                    "Sets in place what [`", stringify!($by_value), "`](Self::", stringify!($by_value),
                    ") sets, for an optimizer on the heap. Call it before the first step."
                )]
                ///
                /// ```
                /// use staticnn::prelude::*;
                ///
                /// network! { struct Line< 1 -> 1 >; }
                ///
                #[doc = concat!("let mut optimizer = ", stringify!($Name), "::<Line>::boxed(", $example, ");")]
                #[doc = concat!("optimizer.", stringify!($in_place), "(", $setting, ");")]
                /// assert!(optimizer.check().is_ok());
                /// ```
                pub fn $in_place(&mut self, $($parameter: N::Scalar),+) {
                    self.$target = $to;
                }
            )*

            /// Sets the learning rate of later steps, finite and at least 0. The rest of the state is kept.
            ///
            /// ```
            /// use staticnn::prelude::*;
            ///
            /// network! { struct Line< 1 -> 1 >; }
            ///
            #[doc = concat!("let mut optimizer = ", stringify!($Name), "::<Line>::new(", $example, ");")]
            /// for epoch in 0..3 {
            ///     optimizer.set_rate(0.5 / (1.0 + epoch as f32)); // a schedule: 0.5, 0.25, 0.1667
            /// }
            /// assert_eq!(optimizer.rate(), 0.5 / 3.0);
            /// ```
            pub fn set_rate(&mut self, rate: N::Scalar) {
                self.rate = rate;
            }

            fn check_numbers(&self) -> Result<(), $crate::optimizer::error::Error> {
                $crate::optimizer::error::check_rate(self.rate)?;
                $($crate::optimizer::error::check_number($checked, self.$($of).+ $([$index])?, $bounds)?;)*
                Ok(())
            }

            /// The rate, or NaN if a number is out of range: after a step with it all parameters are NaN.
            fn rate_or_nan(&self) -> N::Scalar {
                $crate::optimizer::error::rate_or_nan(self.rate, self.check_numbers())
            }
        }

        #[cfg(feature = "serde")]
        impl<N: $crate::network::Network> $Name<N> {
            const FIELDS: &'static [&'static str] = &[
                "rate",
                $(stringify!($number),)*
                $(stringify!($switch),)*
                $(stringify!($progress),)*
                $(stringify!($network),)*
                $(stringify!($square),)*
            ];
        }

        #[cfg(feature = "serde")]
        impl<N: $crate::network::Network> ::serde::Serialize for $Name<N> {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeStruct;
                use $crate::serde::{Float, Parameters};

                let mut fields = serializer.serialize_struct(stringify!($Name), Self::FIELDS.len())?;
                fields.serialize_field("rate", &Float(self.rate))?;
                $(fields.serialize_field(stringify!($number), &Float(self.$number))?;)*
                $(fields.serialize_field(stringify!($switch), &self.$switch)?;)*
                $(fields.serialize_field(stringify!($progress), &Float(self.$progress))?;)*
                $(fields.serialize_field(stringify!($network), &Parameters(&self.$network))?;)*
                $(fields.serialize_field(stringify!($square), &Parameters(&self.$square))?;)*
                fields.end()
            }
        }

        #[cfg(feature = "serde")]
        impl<N: $crate::network::Network> $crate::serde::record::Record for $Name<N> {
            fn kind(&self) -> &'static str {
                stringify!($Name)
            }

            fn fields(&self) -> &'static [&'static str] {
                Self::FIELDS
            }

            fn read<'de, D: ::serde::Deserializer<'de>>(&mut self, field: &'static str, from: D) -> Result<(), D::Error> {
                use ::serde::Deserialize;
                use $crate::serde::{Float, deserialize_into};

                $(if field == stringify!($number) {
                    return Float::<$Number>::deserialize(from).map(|number| self.$number = number.0);
                })*
                $(if field == stringify!($switch) {
                    return bool::deserialize(from).map(|on| self.$switch = on);
                })*
                $(if field == stringify!($progress) {
                    return Float::<$Progress>::deserialize(from).map(|progress| self.$progress = progress.0);
                })*
                $(if field == stringify!($network) {
                    return deserialize_into(&mut self.$network, from);
                })*
                $(if field == stringify!($square) {
                    return deserialize_into(&mut self.$square, from);
                })*
                Float::<N::Scalar>::deserialize(from).map(|rate| self.rate = rate.0)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de, N: $crate::network::Network> ::serde::Deserialize<'de> for $Name<N> {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut optimizer = <Self as $crate::shape::Zeros>::ZEROS;
                Self::deserialize_in_place(deserializer, &mut optimizer)?;
                Ok(optimizer)
            }

            fn deserialize_in_place<D: ::serde::Deserializer<'de>>(from: D, place: &mut Self) -> Result<(), D::Error> {
                use ::serde::de::Error;

                $crate::serde::record::read(place, from)?;
                place.check_numbers().map_err(D::Error::custom)?;
                $(for number in place.$progress {
                    $crate::optimizer::error::check_number($what, number, $allowed).map_err(D::Error::custom)?;
                })*
                $($crate::optimizer::stateful::check_squares(
                    concat!("a value of ", stringify!($Name), "'s ", stringify!($square)),
                    &place.$square,
                ).map_err(D::Error::custom)?;)*
                Ok(())
            }
        }
    };
}

/// Defines the methods of `Optimizer` that are the same for every optimizer of [`optimizer!`].
macro_rules! methods {
    () => {
        fn step(&mut self, net: &mut N, gradient: &$crate::gradient::Gradient<N>) {
            self.update(net, gradient);
        }

        fn rate(&self) -> N::Scalar {
            self.rate
        }

        fn set_rate(&mut self, rate: N::Scalar) {
            self.rate = rate;
        }

        fn check(&self) -> Result<(), $crate::optimizer::error::Error> {
            self.check_numbers()
        }
    };
}

pub(super) use {methods, optimizer};

/// Checks means of squares. NaN and infinities come from derivatives that are.
#[cfg(feature = "serde")]
pub(super) fn check_squares<N: Network>(name: &'static str, squares: &N) -> Result<(), Error> {
    match squares.parameters().iter().find(|square| **square < N::Scalar::ZERO) {
        Some(square) => Err(Error::Number { name, value: square.to_f64(), allowed: "at least 0" }),
        None => Ok(()),
    }
}
