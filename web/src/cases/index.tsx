// Saved cases and jobs: what is kept on this machine, and what is computed.
import { useEffect } from "preact/hooks";
import { CaseList } from "./case-list";
import "./cases.css";
import { JobList } from "./job-list";
import { followJobs, load } from "./state";

export default function Cases() {
  useEffect(() => void load(), []);
  useEffect(followJobs, []);
  return (
    <div class="page cases">
      <h1>Cases</h1>
      <CaseList />
      <JobList />
    </div>
  );
}
