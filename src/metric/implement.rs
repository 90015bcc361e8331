//! How the library's metrics implement the trait.

/// Implements [`Metric`](crate::metric::Metric) by the type's own `clear` and `value`, and by this `add`. Those are methods of the
/// type since a call of the trait's `value` would have to say for which outputs and targets.
macro_rules! metric {
    ($([$($generics:tt)*] $Type:ty: $Output:ty, $Target:ty => |$metric:ident, $y:ident, $t:ident| $add:expr;)+) => { $(
        impl<$($generics)*> $crate::metric::contract::Metric<$Output, $Target> for $Type {
            fn clear(&mut self) {
                <$Type>::clear(self);
            }

            fn add(&mut self, $y: &$Output, $t: &$Target) {
                let $metric = self;
                $add
            }

            fn value(&self) -> f64 {
                <$Type>::value(self)
            }
        }
    )+ };
}

pub(super) use metric;
