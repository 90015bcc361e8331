//! Kernels for one sample: a row times a matrix of weights, which are read once, where they are.

use crate::activation::Activation;
use crate::kernels::epilogue::{BiasActivation, Epilogue};
use crate::kernels::lines::{LINES, lines};
use crate::number::Number;
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;

/// y (m) = f(bias + x (k) w (k x m)), for the sizes k and m. As many columns are computed at once as the registers
/// hold.
///
/// # Safety
///
/// `x` has k values, and `w` has k x m. The bias of the epilogue has m values, or is null. `y` has m values, followed
/// by the rest of a vector.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn single<V: Lanes, F: Activation>(
    x: *const V::Scalar,
    w: *const V::Scalar,
    epilogue: BiasActivation<V, F>,
    y: *mut V::Scalar,
    [k, m]: [usize; 2],
) {
    // The portable path loads less than a line at once: a prediction of 784-128-10 takes 18 us by lines instead of 13.
    #[allow(
        clippy::collapsible_if,
        reason = "a condition with `&&` isn't constant: the kernel would be compiled everywhere"
    )]
    if const { !matches!(V::KIND, Kind::Portable) } {
        if m.is_multiple_of(V::COUNT) && k >= LINES {
            // SAFETY: the obligations of this function.
            return unsafe { lines::<V, F>(x, w, epilogue, y, [k, m]) };
        }
    }
    let vectors = m.div_ceil(V::COUNT);
    let mut v = 0;
    // SAFETY: the obligations of this function; all vectors before `vectors` have columns.
    unsafe {
        if let Kind::Avx512 = V::KIND {
            while v + 8 <= vectors {
                columns::<V, F, 8, 1>(x, w, &epilogue, y, [k, m, v]);
                v += 8;
            }
        }
        while v + 4 <= vectors {
            columns::<V, F, 4, 1>(x, w, &epilogue, y, [k, m, v]);
            v += 4;
        }
        while v + 2 <= vectors {
            columns::<V, F, 2, 2>(x, w, &epilogue, y, [k, m, v]);
            v += 2;
        }
        while v < vectors {
            if k < 8 {
                columns::<V, F, 1, 1>(x, w, &epilogue, y, [k, m, v]);
            } else {
                columns::<V, F, 1, 4>(x, w, &epilogue, y, [k, m, v]);
            }
            v += 1;
        }
    }
}

/// C vectors of columns, from vector `v` on. The inputs are dealt out to CH chains of sums.
///
/// # Safety
///
/// Same as [`single`], and columns begin in each of the vectors `v` to `v + C`.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn columns<V: Lanes, F: Activation, const C: usize, const CH: usize>(
    x: *const V::Scalar,
    w: *const V::Scalar,
    epilogue: &BiasActivation<V, F>,
    y: *mut V::Scalar,
    [k, m, v]: [usize; 3],
) {
    let last = (m - (v + C - 1) * V::COUNT).min(V::COUNT);
    let count = |c: usize| if c + 1 == C { last } else { V::COUNT };
    // SAFETY: `w` and the bias have `count(c)` columns in vector `v + c`. `y` is padded, so that vectors can be stored
    // whole.
    unsafe {
        let mut sums = [[V::from_f64(0.0); C]; CH];
        for c in 0..C {
            sums[0][c] = epilogue.start((v + c) * V::COUNT, count(c));
        }
        let mut row = w.add(v * V::COUNT);
        let mut t = 0;
        while t < k {
            for chain in &mut sums {
                if CH > 1 && t == k {
                    break;
                }
                let x = V::splat(*x.add(t));
                for c in 0..C {
                    chain[c] = x.mul_add(V::load_up_to(row.add(c * V::COUNT), count(c)), chain[c]);
                }
                row = row.wrapping_add(m);
                t += 1;
            }
        }
        let mut half = CH / 2;
        while half > 0 {
            for ch in 0..half {
                for c in 0..C {
                    sums[ch][c] = sums[ch][c] + sums[ch + half][c];
                }
            }
            half /= 2;
        }
        for c in 0..C {
            F::value(sums[0][c]).store(y.add((v + c) * V::COUNT));
        }
    }
}

/// [`single`] for narrow layers: y (M) = f(bias + x (k) w (k x M)), for M up to 4. A vector holds several rows of the
/// weights.
///
/// # Safety
///
/// `x` has k values, and `w` has k x M. `bias` has M values, or is null. `y` has M values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn single_narrow<V: Lanes, F: Activation, const M: usize>(
    x: *const V::Scalar,
    w: *const V::Scalar,
    bias: *const V::Scalar,
    y: *mut V::Scalar,
    k: usize,
) {
    let rows = V::COUNT / M;
    let mut sums = [V::from_f64(0.0); 4];
    // SAFETY: `x` has `k - i` values from input i on, and `w` has `here` rows of M, at most a vector. `lanes` has room
    // for any vector.
    unsafe {
        let mut i = 0;
        while i < k {
            for sum in &mut sums {
                if i < k {
                    let here = rows.min(k - i);
                    let values = V::load_up_to(x.add(i), here);
                    let values = if M == 1 { values } else { values.repeated::<M>() };
                    *sum = values.mul_add(V::load_up_to(w.add(i * M), here * M), *sum);
                    i += rows;
                }
            }
        }
        let sum = if k > 2 * rows {
            (sums[0] + sums[2]) + (sums[1] + sums[3])
        } else if k > rows {
            sums[0] + sums[1]
        } else {
            sums[0]
        };
        if M == 1 {
            let bias = if bias.is_null() { V::Scalar::ZERO } else { *bias };
            return store_scalars::<V, M>(F::value(V::splat(sum.sum() + bias)), y);
        }
        let mut lanes = [V::Scalar::ZERO; 16];
        sum.store(lanes.as_mut_ptr());
        if M == 3 {
            for o in 0..3 {
                for row in 1..rows {
                    let value = lanes[row * 3 + o];
                    lanes[o] += value;
                }
            }
        } else {
            let mut half = V::COUNT / 2;
            while half >= M {
                for lane in 0..half {
                    let value = lanes[lane + half];
                    lanes[lane] += value;
                }
                half /= 2;
            }
        }
        if !bias.is_null() {
            for o in 0..M {
                lanes[o] += *bias.add(o);
            }
        }
        store_scalars::<V, M>(F::value(V::load(lanes.as_ptr())), y);
    }
}

/// Stores the first M lanes one by one. A masked store that is read back at once would defeat store forwarding.
///
/// # Safety
///
/// `to` points to at least M writable scalars.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn store_scalars<V: Lanes, const M: usize>(vector: V, to: *mut V::Scalar) {
    let mut lanes = [V::Scalar::ZERO; 16];
    // SAFETY: `lanes` has room for 16 values, and `COUNT` is at most 16.
    unsafe { vector.store(lanes.as_mut_ptr()) };
    for (o, value) in lanes.into_iter().enumerate().take(M) {
        // SAFETY: o < M, and `to` has room for M.
        unsafe { *to.add(o) = value };
    }
}

/// dx (k) = d (m) wᵀ (k x m), for the sizes k and m. The dot products of as many inputs as the registers hold are computed at
/// once.
///
/// # Safety
///
/// `dx` has k values, `d` has m, and `w` has k x m.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn single_input_gradient<V: Lanes>(
    d: *const V::Scalar,
    w: *const V::Scalar,
    dx: *mut V::Scalar,
    [k, m]: [usize; 2],
) {
    let mut input = 0;
    while input < k {
        let count = (k - input).min(V::COUNT);
        let mut sums = [V::from_f64(0.0); 16];
        let mut i = 0;
        // SAFETY: `w` has `count` rows from `input` on, and `dx` has as many values. `i + R` is at most `count`, where R is
        // the number of rows in each call.
        unsafe {
            if let Kind::Avx512 = V::KIND {
                while i + 8 <= count {
                    dots::<V, 8>(d, w.add((input + i) * m), m, sums.as_mut_ptr().add(i));
                    i += 8;
                }
            }
            while i + 4 <= count {
                dots::<V, 4>(d, w.add((input + i) * m), m, sums.as_mut_ptr().add(i));
                i += 4;
            }
            while i < count {
                dots::<V, 1>(d, w.add((input + i) * m), m, sums.as_mut_ptr().add(i));
                i += 1;
            }
            V::sums(&sums).store_up_to(dx.add(input), count);
        }
        input += V::COUNT;
    }
}

/// The products of d with R rows of weights, added up lane by lane.
///
/// # Safety
///
/// `d` has m values, `w` has R rows of m, and `sums` has room for R vectors.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn dots<V: Lanes, const R: usize>(d: *const V::Scalar, w: *const V::Scalar, m: usize, sums: *mut V) {
    let mut dots = [V::from_f64(0.0); R];
    let mut column = 0;
    // SAFETY: the obligations of this function; `m - column` values follow in d and in each row.
    unsafe {
        while column + V::COUNT <= m {
            let values = V::load(d.add(column));
            for r in 0..R {
                dots[r] = values.mul_add(V::load(w.add(r * m + column)), dots[r]);
            }
            column += V::COUNT;
        }
        if column < m {
            let values = V::load_part(d.add(column), m - column);
            for r in 0..R {
                dots[r] = values.mul_add(V::load_part(w.add(r * m + column), m - column), dots[r]);
            }
        }
        for r in 0..R {
            *sums.add(r) = dots[r];
        }
    }
}
