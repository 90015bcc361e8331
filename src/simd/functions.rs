//! The macro that implements the elementary functions of [`Real`](crate::real::Real).

/// Writes the elementary functions of an `impl Real`, for a type that implements
/// [`FloatBits`](crate::simd::float_bits::FloatBits).
macro_rules! functions {
    () => {
        $crate::simd::functions::functions!(@ elementary: exp exp_m1 ln ln_1p tanh sigmoid silu softplus);
        $crate::simd::functions::functions!(@ normal: normal_cdf normal_pdf normal_tail);
        $crate::simd::functions::functions!(@ sine: sin cos);
    };
    (@ $module:ident: $($function:ident)*) => {$(
        #[inline(always)]
        fn $function(self) -> Self {
            $crate::simd::$module::$function(self)
        }
    )*};
}

pub(crate) use functions;
