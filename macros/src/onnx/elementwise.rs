//! The operators that compute each value by itself.

use crate::onnx::formula::{Formula, erf, gelu, gelu_tanh, selu, sigmoid, softplus};
use crate::onnx::message::Node;

/// What an operator computes of its inputs, where one that is left out is none; none if it isn't such an operator.
pub(super) fn elementwise(node: &Node<'_>, inputs: &[Option<Formula>]) -> Option<Formula> {
    match inputs {
        [Some(z)] => unary(node, z).or_else(|| clip(node, z, &None, &None)),
        [Some(z), min] if node.operator == "Clip" => clip(node, z, min, &None),
        [Some(z), min, max] if node.operator == "Clip" => clip(node, z, min, max),
        [Some(z), ..] if node.operator == "Dropout" => Some(z.clone()),
        [Some(a), Some(b)] => binary(node.operator, a, b),
        [Some(condition), Some(a), Some(b)] if node.operator == "Where" => {
            let chosen = condition.zip(a, |condition, a| if condition != 0.0 { a } else { 0.0 });
            let other = condition.zip(b, |condition, b| if condition != 0.0 { 0.0 } else { b });
            Some(chosen.zip(&other, |a, b| a + b))
        }
        _ => None,
    }
}

fn unary(node: &Node<'_>, z: &Formula) -> Option<Formula> {
    let float = |name, otherwise| node.float(name, otherwise);
    Some(match node.operator {
        "Identity" | "Cast" | "Dropout" => z.clone(),
        "Relu" => z.map(|z| z.max(0.0)),
        "LeakyRelu" => {
            let alpha = float("alpha", 0.01);
            z.map(|z| if z < 0.0 { alpha * z } else { z })
        }
        "ThresholdedRelu" => {
            let alpha = float("alpha", 1.0);
            z.map(|z| if z > alpha { z } else { 0.0 })
        }
        "Elu" => {
            let alpha = float("alpha", 1.0);
            z.map(|z| if z < 0.0 { alpha * z.exp_m1() } else { z })
        }
        "Celu" => {
            let alpha = float("alpha", 1.0);
            z.map(|z| z.max(0.0) + (alpha * (z / alpha).exp_m1()).min(0.0))
        }
        "Selu" => {
            let (alpha, gamma) = (float("alpha", 1.673_263_242_354_377_2), float("gamma", 1.050_700_987_355_480_5));
            z.map(|z| selu(z, alpha, gamma))
        }
        "Gelu" => z.map(if node.text("approximate") == Some(b"tanh") { gelu_tanh } else { gelu }),
        "Swish" => {
            let alpha = float("alpha", 1.0);
            z.map(|z| z * sigmoid(alpha * z))
        }
        "Mish" => z.map(|z| z * softplus(z).tanh()),
        "Softplus" => z.map(softplus),
        "Tanh" => z.map(f64::tanh),
        "Softsign" => z.map(|z| z / (1.0 + z.abs())),
        "Sigmoid" => z.map(sigmoid),
        "HardSigmoid" => {
            let (alpha, beta) = (float("alpha", 0.2), float("beta", 0.5));
            z.map(|z| (alpha * z + beta).clamp(0.0, 1.0))
        }
        "HardSwish" => z.map(|z| z * (z / 6.0 + 0.5).clamp(0.0, 1.0)),
        "Sin" => z.map(f64::sin),
        "Cos" => z.map(f64::cos),
        "Exp" => z.map(f64::exp),
        "Log" => z.map(f64::ln),
        "Abs" => z.map(f64::abs),
        "Neg" => z.map(|z| -z),
        "Erf" => z.map(erf),
        "Sqrt" => z.map(f64::sqrt),
        "Reciprocal" => z.map(f64::recip),
        _ => return None,
    })
}

/// z between two bounds, which before opset 11 were attributes.
fn clip(node: &Node<'_>, z: &Formula, min: &Option<Formula>, max: &Option<Formula>) -> Option<Formula> {
    if node.operator != "Clip" {
        return None;
    }
    let bound = |bound: &Option<Formula>, name, otherwise| {
        bound.clone().unwrap_or_else(|| Formula::number(node.float(name, otherwise)))
    };
    let above = z.zip(&bound(min, "min", f64::NEG_INFINITY), f64::max);
    Some(above.zip(&bound(max, "max", f64::INFINITY), f64::min))
}

fn binary(operator: &str, a: &Formula, b: &Formula) -> Option<Formula> {
    let function: fn(f64, f64) -> f64 = match operator {
        "Add" | "Sum" => |a, b| a + b,
        "Sub" => |a, b| a - b,
        "Mul" => |a, b| a * b,
        "Div" => |a, b| a / b,
        "Pow" => f64::powf,
        "Max" => f64::max,
        "Min" => f64::min,
        "Greater" => |a, b| f64::from(a > b),
        "GreaterOrEqual" => |a, b| f64::from(a >= b),
        "Less" => |a, b| f64::from(a < b),
        "LessOrEqual" => |a, b| f64::from(a <= b),
        _ => return None,
    };
    Some(a.zip(b, function))
}
