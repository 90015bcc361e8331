//! What layers without parameters have in common.

/// Implements the traits of a layer whose one field is [`Nothing`](crate::flat::Nothing).
macro_rules! parameterless {
    ([$($generics:tt)+] $Name:ident<$T:ident, $($Shape:ident),+>) => {
        $crate::flat::plain_layer! {
            [$($generics)+] $Name<$T, $($Shape),+>: $T { nothing: $crate::flat::Nothing<$T, ($($Shape,)+)>, }
        }

        impl<$($generics)+> Clone for $Name<$T, $($Shape),+> {
            fn clone(&self) -> Self {
                Self::ZEROED
            }
        }

        impl<$($generics)+> PartialEq for $Name<$T, $($Shape),+> {
            fn eq(&self, _: &Self) -> bool {
                true
            }
        }

        impl<$($generics)+> Default for $Name<$T, $($Shape),+> {
            fn default() -> Self {
                Self::ZEROED
            }
        }

        impl<$($generics)+> core::fmt::Debug for $Name<$T, $($Shape),+> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::layer::stage::debug(f, stringify!($Name), &Self::STAGE, &[])
            }
        }

        #[cfg(feature = "serde")]
        impl<$($generics)+> ::serde::Serialize for $Name<$T, $($Shape),+> {
            fn serialize<Z: ::serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                $crate::serde::serialize(self, serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de, $($generics)+> ::serde::Deserialize<'de> for $Name<$T, $($Shape),+> {
            fn deserialize<Z: ::serde::Deserializer<'de>>(deserializer: Z) -> Result<Self, Z::Error> {
                $crate::serde::deserialize(deserializer)
            }
        }
    };
}

/// Within `impl Layer`, for a layer whose one field is [`Nothing`](crate::flat::Nothing), which keeps nothing either.
macro_rules! holds_nothing {
    () => {
        type Tape<R: Size> = ();
        type ForwardScratch<R: Size> = ();
        type BackwardScratch<R: Size> = ();
        type InputScratch<R: Size> = ();
        type State = ();
        type Stream = $crate::layer::stream::Whole;

        const ZEROED: Self = Self { nothing: $crate::flat::zeros() };

        #[inline]
        fn tensors(&self) -> impl AsRef<[&[T]]> {
            [] as [&[T]; 0]
        }

        #[inline]
        fn tensors_mut(&mut self) -> impl AsMut<[&mut [T]]> {
            [] as [&mut [T]; 0]
        }
    };
}

pub(super) use {holds_nothing, parameterless};
