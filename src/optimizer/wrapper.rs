//! Optimizers around another one that change a copy of the gradient.

#[cfg(feature = "serde")]
use crate::network::Network;

/// Makes the buffer of a wrapper that is read from a file: `N` in place, or `Box<N>` on the heap.
#[cfg(feature = "serde")]
pub(super) trait Buffer<N> {
    fn zeros() -> Self;
}

#[cfg(feature = "serde")]
impl<N: Network> Buffer<N> for N {
    fn zeros() -> Self {
        N::ZEROS
    }
}

#[cfg(all(feature = "serde", feature = "alloc"))]
impl<N: Network> Buffer<N> for alloc::boxed::Box<N> {
    fn zeros() -> Self {
        N::boxed()
    }
}

/// Defines a wrapper whose optimizer sees a changed copy of the gradient.
///
/// `$setting`, of type `$Setting`, is made from the number that `new` takes, which `$name` names and `$bounds` contains.
/// `$change(setting, net, gradient, buffer)` returns the gradient to step against: the buffer with the changed copy, or
/// the gradient itself. `$held` is what serde needs to be told of the setting.
macro_rules! wrapper {
    (
        $(#[$doc:meta])*
        $Name:ident { $(#[$held:meta])? $setting:ident: $Setting:ty = $from:expr } by $change:path;
        $name:literal: $($value:ident).+ in $bounds:expr;
        $(#[$new:meta])*
        new($number:ident), $example:literal
    ) => {
        $(#[$doc])*
        ///
        /// `B` holds the changed gradient: `N` in place, or `Box<N>` on the heap.
        pub struct $Name<N: Network, O, B = N> {
            $setting: $Setting,
            buffer: B,
            optimizer: O,
            network: PhantomData<fn(N)>,
        }

        impl<N: Network, O> $Name<N, O> {
            $(#[$new])*
            ///
            /// ```
            /// use staticnn::prelude::*;
            ///
            /// network! { struct Line< 1 -> 1 >; }
            ///
            #[doc = concat!("let mut optimizer = ", stringify!($Name), "::new(", $example, ", Adam::new(1e-3));")]
            /// optimizer.step(&mut Line::zeros(), &Gradient::new());
            /// ```
            #[must_use]
            pub const fn new<T: $crate::scalar::Scalar>($number: T, optimizer: O) -> Self
            where
                N: Network<Scalar = T>,
            {
                Self { $setting: $from, buffer: N::ZEROS, optimizer, network: PhantomData }
            }
        }

        #[cfg(feature = "alloc")]
        impl<N: Network, O> $Name<N, O, alloc::boxed::Box<N>> {
            /// Creates the wrapper with its buffer on the heap, for a large network. The buffer is never on the stack.
            ///
            /// ```
            /// use staticnn::prelude::*;
            ///
            /// network! { struct Digits< 784 -> 128 relu -> 10 >; }
            ///
            /// let (mut net, gradient) = (Digits::boxed(), Gradient::boxed());
            #[doc = concat!("let mut optimizer = ", stringify!($Name), "::boxed(", $example, ", Adam::boxed(1e-3));")]
            /// optimizer.step(&mut *net, &gradient);
            /// ```
            #[must_use]
            pub fn boxed<T: $crate::scalar::Scalar>($number: T, optimizer: O) -> Self
            where
                N: Network<Scalar = T>,
            {
                Self { $setting: $from, buffer: N::boxed(), optimizer, network: PhantomData }
            }
        }

        // The buffer isn't written: it is filled before it is read.
        #[cfg(feature = "serde")]
        impl<N: Network, O: ::serde::Serialize, B> ::serde::Serialize for $Name<N, O, B> {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                /// How formats hold it.
                #[derive(::serde::Serialize)]
                #[serde(bound = "N: Network, O: ::serde::Serialize")]
                struct $Name<'a, N: Network, O> {
                    $(#[$held])?
                    $setting: $Setting,
                    optimizer: &'a O,
                }

                $Name::<N, O> { $setting: self.$setting, optimizer: &self.optimizer }.serialize(serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de, N: Network, O: ::serde::Deserialize<'de>, B> ::serde::Deserialize<'de> for $Name<N, O, B>
        where
            B: $crate::optimizer::wrapper::Buffer<N>,
        {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                /// How formats hold it.
                #[derive(::serde::Deserialize)]
                #[serde(deny_unknown_fields, bound = "N: Network, O: ::serde::Deserialize<'de>")]
                struct $Name<N: Network, O> {
                    $(#[$held])?
                    $setting: $Setting,
                    optimizer: O,
                }

                let $Name::<N, O> { $setting, optimizer } = $Name::deserialize(deserializer)?;
                check_number($name, $($value).+, $bounds).map_err(::serde::de::Error::custom)?;
                Ok(Self { $setting, buffer: B::zeros(), optimizer, network: PhantomData })
            }
        }

        impl<N: Network, O: Optimizer<N>, B: BorrowMut<N>> Optimizer<N> for $Name<N, O, B> {
            fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
                self.update(net, gradient);
            }

            fn update(&mut self, net: &mut N, derivatives: &N) {
                let buffer = self.buffer.borrow_mut();
                if $bounds.contain(self.$($value).+.to_f64()) {
                    self.optimizer.update(net, $change(&self.$setting, net, derivatives, buffer));
                } else {
                    buffer.parameters_mut().fill(N::Scalar::from_f64(f64::NAN));
                    self.optimizer.update(net, buffer);
                }
            }

            fn rate(&self) -> N::Scalar {
                self.optimizer.rate()
            }

            fn set_rate(&mut self, rate: N::Scalar) {
                self.optimizer.set_rate(rate);
            }

            fn check(&self) -> Result<(), Error> {
                check_number($name, self.$($value).+, $bounds)?;
                self.optimizer.check()
            }
        }
    };
}

pub(super) use wrapper;
