//! The traits that every layer of tensors has.

/// Implements `Clone`, `PartialEq`, `Default`, `Debug` and serde's traits for a layer of the library, given its fields; after
/// `without Debug` all but that.
macro_rules! traits {
    ([$($generics:tt)*] $Name:ident<$($argument:ident),+> { $($field:ident),* }) => {
        $crate::layers::traits::traits! {
            without Debug [$($generics)*] $Name<$($argument),+> { $($field),* }
        }

        impl<$($generics)*> core::fmt::Debug for $Name<$($argument),+> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::layer::stage_debug::debug_tensors(f, stringify!($Name), &Self::STAGE, self.tensors().as_ref())
            }
        }
    };
    (without Debug [$($generics:tt)*] $Name:ident<$($argument:ident),+> { $($field:ident),* }) => {
        impl<$($generics)*> Clone for $Name<$($argument),+> {
            fn clone(&self) -> Self {
                Self { $($field: $crate::flat::copy(&self.$field),)* }
            }
        }

        impl<$($generics)*> PartialEq for $Name<$($argument),+> {
            fn eq(&self, other: &Self) -> bool {
                self.values() == other.values()
            }
        }

        impl<$($generics)*> Default for $Name<$($argument),+> {
            fn default() -> Self {
                Self::ZEROED
            }
        }

        #[cfg(feature = "serde")]
        impl<$($generics)*> ::serde::Serialize for $Name<$($argument),+> {
            fn serialize<Z: ::serde::Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                $crate::serde::serialize(self, serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de, $($generics)*> ::serde::Deserialize<'de> for $Name<$($argument),+> {
            fn deserialize<Z: ::serde::Deserializer<'de>>(deserializer: Z) -> Result<Self, Z::Error> {
                $crate::serde::deserialize(deserializer)
            }

            fn deserialize_in_place<Z: ::serde::Deserializer<'de>>(
                deserializer: Z,
                place: &mut Self,
            ) -> Result<(), Z::Error> {
                $crate::serde::deserialize_into(place, deserializer)
            }
        }
    };
}

/// Implements `tensors` and `tensors_mut` of a layer of `T`, given its fields in the order in which they lie.
macro_rules! fields_as_tensors {
    ($($field:ident),+) => {
        #[inline]
        fn tensors(&self) -> impl AsRef<[&[T]]> {
            [$($crate::flat::scalars(&self.$field)),+]
        }

        #[inline]
        fn tensors_mut(&mut self) -> impl AsMut<[&mut [T]]> {
            [$($crate::flat::scalars_mut(&mut self.$field)),+]
        }
    };
}

pub(super) use {fields_as_tensors, traits};
