//! The elementary functions of [`Real`](crate::real::Real), for types with [`Words`](crate::simd::words::Words).

/// Writes the elementary functions of [`Real`](crate::real::Real) for a type that implements
/// [`Words`](crate::simd::words::Words).
macro_rules! functions {
    () => {
        $crate::simd::functions::functions!(@ elementary: exp exp_m1 ln ln_1p tanh sigmoid silu softplus);
        $crate::simd::functions::functions!(@ normal: normal_cdf);
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
