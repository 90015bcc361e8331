//! Losses that look at each output by itself.

/// Implements `Loss` for a loss that is the mean of a function of one output and its target, from a closure that gives
/// the function: an [`EachValue`](crate::kernels::losses::EachValue).
///
/// The loss takes any last activation, or those given as `H: Bound`.
macro_rules! each_output {
    ($Loss:ty, $(H: $Head:path, FROM_LOGITS = $from_logits:literal,)? |$loss:pat_param| $function:expr) => {
        impl<T: $crate::scalar::Scalar, H $(: $Head)?, const N: usize> $crate::loss::contract::Loss<[T; N], H> for $Loss {
            type Target = [T; N];
            $(const FROM_LOGITS: bool = $from_logits;)?

            fn sample(&self, output: &[T; N], target: &[T; N], gradient: &mut [T; N]) -> T {
                $crate::loss::contract::single_row::<_, H, _, _, N>(self, output, target, gradient)
            }

            #[inline(always)]
            fn rows<S: $crate::kernels::compiled::Processor>(
                &self,
                _: S,
                y: $crate::rows::Rows<'_, T>,
                targets: &[[T; N]],
                gradients: $crate::rows::RowsMut<'_, T>,
                share: T,
            ) -> T {
                let ($loss, sizes) = (self, [targets.len(), N]);
                let targets = targets.as_flattened();
                $crate::kernels::losses::each_value::<$crate::scalar::LanesOf<T, S>>(
                    y, targets, gradients, sizes, share, $function,
                )
            }
        }
    };
}

pub(super) use each_output;
