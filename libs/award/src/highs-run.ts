import type { Highs, Model, ModelData } from 'highs';
import type { LinearProgram } from './program.js';

/** A sign of life of the solver: what it has found and what it has proved, in pounds. */
export interface SolverProgress {
  readonly incumbentPounds: number;
  readonly boundPounds: number;
  readonly nodes: number;
}

/** How one program was solved. No values when nothing was found. */
export interface Solved {
  readonly status: 'optimal' | 'infeasible' | 'stopped';
  readonly values?: Float64Array;
  readonly objectivePounds: number;
  readonly boundPounds: number;
  readonly nodes: number;
}

/** When to stop, and who looks on. */
export interface SolverLimits {
  readonly seconds: number;
  /** Proved when what is found is this near to what is possible. */
  readonly gapPounds: number;
  /** Nothing dearer than this is looked for. */
  readonly cutoffPounds?: number;
  /** True stops the solve. */
  readonly watch?: (progress: SolverProgress) => boolean;
}

/**
 * Solves a program with HiGHS (branch and cut, one thread). Relative gap 0: what it calls optimal is
 * within the absolute gap. The native model is freed in any case.
 */
export function runHighs(highs: Highs, program: LinearProgram, limits: SolverLimits): Solved {
  return highs.withModel(modelData(program), (model) => solved(highs, model, limits));
}

function solved(highs: Highs, model: Model, limits: SolverLimits): Solved {
  const { seconds, gapPounds, cutoffPounds, watch } = limits;
  model.options.set({
    output_flag: false,
    mip_rel_gap: 0,
    mip_abs_gap: gapPounds,
    ...(cutoffPounds !== undefined && { objective_bound: cutoffPounds, ...noSearch }),
    ...(Number.isFinite(seconds) && { time_limit: Math.max(0, seconds) }),
  });
  const { mipInterrupt } = highs.constants.callbackType;
  model.run({
    [mipInterrupt]: ({ data, interrupt }) => {
      const progress = {
        incumbentPounds: data.mip_primal_bound ?? Infinity,
        boundPounds: data.mip_dual_bound ?? -Infinity,
        nodes: Number(data.mip_node_count ?? 0),
      };
      if (watch?.(progress)) interrupt();
      return undefined;
    },
  });
  return outcome(highs, model);
}

/** Sub-problems that look for better solutions: nine tenths of the time where only proof is wanted. */
const noSearch = {
  mip_heuristic_effort: 0,
  mip_heuristic_run_rins: false,
  mip_heuristic_run_rens: false,
  mip_heuristic_run_root_reduced_cost: false,
};

function outcome(highs: Highs, model: Model): Solved {
  const { optimal, infeasible, unboundedOrInfeasible } = highs.constants.modelStatus;
  const status = model.getModelStatus();
  const found = model.info.get('primal_solution_status') === 2;
  const objectivePounds = found ? model.getObjectiveValue() : Infinity;
  const none = status === infeasible || status === unboundedOrInfeasible;
  return {
    status: status === optimal ? 'optimal' : none ? 'infeasible' : 'stopped',
    ...(found && { values: model.getSolution().colValue }),
    objectivePounds,
    boundPounds: none ? Infinity : Number(model.info.get('mip_dual_bound')),
    nodes: Math.max(0, Number(model.info.get('mip_node_count'))),
  };
}

function modelData({ columns, rows }: LinearProgram): ModelData {
  const starts = [0];
  for (const { terms } of rows) starts.push(starts.at(-1)! + terms.length);
  return {
    numCols: columns.length,
    numRows: rows.length,
    colCost: columns.map(({ cost }) => cost),
    colLower: columns.map(() => 0),
    colUpper: columns.map(({ upper }) => upper),
    rowLower: rows.map(({ lower }) => lower),
    rowUpper: rows.map(({ upper }) => upper),
    integrality: Int32Array.from(columns, ({ whole }) => Number(whole)),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: columns.length,
      starts,
      indices: rows.flatMap(({ terms }) => terms.map(([column]) => column)),
      values: rows.flatMap(({ terms }) => terms.map(([, factor]) => factor)),
    },
  };
}
